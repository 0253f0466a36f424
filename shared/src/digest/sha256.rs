//! SHA-256 (FIPS 180-4) in few instructions: unrolled, as the crate has it, it would be more of the phone's code than all
//! that it is needed for. Held to the crate by a test.

const BLOCK_BYTES: usize = 64;

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
const ROUNDS: [u32; 64] = [
    0x428a_2f98,
    0x7137_4491,
    0xb5c0_fbcf,
    0xe9b5_dba5,
    0x3956_c25b,
    0x59f1_11f1,
    0x923f_82a4,
    0xab1c_5ed5,
    0xd807_aa98,
    0x1283_5b01,
    0x2431_85be,
    0x550c_7dc3,
    0x72be_5d74,
    0x80de_b1fe,
    0x9bdc_06a7,
    0xc19b_f174,
    0xe49b_69c1,
    0xefbe_4786,
    0x0fc1_9dc6,
    0x240c_a1cc,
    0x2de9_2c6f,
    0x4a74_84aa,
    0x5cb0_a9dc,
    0x76f9_88da,
    0x983e_5152,
    0xa831_c66d,
    0xb003_27c8,
    0xbf59_7fc7,
    0xc6e0_0bf3,
    0xd5a7_9147,
    0x06ca_6351,
    0x1429_2967,
    0x27b7_0a85,
    0x2e1b_2138,
    0x4d2c_6dfc,
    0x5338_0d13,
    0x650a_7354,
    0x766a_0abb,
    0x81c2_c92e,
    0x9272_2c85,
    0xa2bf_e8a1,
    0xa81a_664b,
    0xc24b_8b70,
    0xc76c_51a3,
    0xd192_e819,
    0xd699_0624,
    0xf40e_3585,
    0x106a_a070,
    0x19a4_c116,
    0x1e37_6c08,
    0x2748_774c,
    0x34b0_bcb5,
    0x391c_0cb3,
    0x4ed8_aa4a,
    0x5b9c_ca4f,
    0x682e_6ff3,
    0x748f_82ee,
    0x78a5_636f,
    0x84c8_7814,
    0x8cc7_0208,
    0x90be_fffa,
    0xa450_6ceb,
    0xbef9_a3f7,
    0xc671_78f2,
];

pub(super) struct Sha256 {
    state: [u32; 8],
    /// What does not fill a block yet.
    rest: Vec<u8>,
    bytes: u64,
}

impl Default for Sha256 {
    /// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
    fn default() -> Self {
        Self {
            state: [
                0x6a09_e667,
                0xbb67_ae85,
                0x3c6e_f372,
                0xa54f_f53a,
                0x510e_527f,
                0x9b05_688c,
                0x1f83_d9ab,
                0x5be0_cd19,
            ],
            rest: Vec::new(),
            bytes: 0,
        }
    }
}

impl Sha256 {
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.rest.extend_from_slice(bytes);
        let mut taken = 0;
        while let Some(block) = self.rest.get(taken..).and_then(|rest| rest.first_chunk()) {
            turn(&mut self.state, block);
            taken += BLOCK_BYTES;
        }
        self.rest.drain(..taken);
    }

    /// As hexadecimal digits.
    pub(super) fn finish(mut self) -> String {
        let bits = self.bytes * 8;
        let open = (self.rest.len() + 1 + size_of::<u64>()) % BLOCK_BYTES;
        let mut end = vec![0; 1 + (BLOCK_BYTES - open) % BLOCK_BYTES];
        end[0] = 0x80;
        end.extend(bits.to_be_bytes());
        self.add(&end);
        self.state.iter().map(|word| format!("{word:08x}")).collect()
    }
}

fn turn(state: &mut [u32; 8], block: &[u8; BLOCK_BYTES]) {
    let mut words = [0; 64];
    for (word, bytes) in words.iter_mut().zip(block.as_chunks().0) {
        *word = u32::from_be_bytes(*bytes);
    }
    for at in 16..64 {
        let (early, late) = (words[at - 15], words[at - 2]);
        let early = early.rotate_right(7) ^ early.rotate_right(18) ^ (early >> 3);
        let late = late.rotate_right(17) ^ late.rotate_right(19) ^ (late >> 10);
        words[at] = sum(&[words[at - 16], early, words[at - 7], late]);
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for (constant, word) in ROUNDS.iter().zip(words) {
        let right = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let chosen = (e & f) ^ (!e & g);
        let one = sum(&[h, right, chosen, *constant, word]);
        let left = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let majority = (a & b) ^ (a & c) ^ (b & c);
        let other = sum(&[left, majority]);
        (h, g, f, e, d, c, b, a) = (g, f, e, sum(&[d, one]), c, b, a, sum(&[one, other]));
    }
    for (word, turned) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(turned);
    }
}

fn sum(words: &[u32]) -> u32 {
    words.iter().fold(0, |sum, word| sum.wrapping_add(*word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sha2::Digest as _;

    use super::*;

    proptest! {
        #[test]
        fn it_is_the_sum_that_the_crate_computes(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..150), 0..6)) {
            let mut sum = Sha256::default();
            pieces.iter().for_each(|piece| sum.add(piece));
            let expected = sha2::Sha256::digest(pieces.concat());
            let expected: String = expected.iter().map(|byte| format!("{byte:02x}")).collect();
            prop_assert_eq!(sum.finish(), expected);
        }
    }
}

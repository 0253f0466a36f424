// What a gloved hand and a fogged pair of goggles need of every screen, measured on the screen as it is.

/** The contract, in CSS pixels. `ROUNDING` forgives what a fraction of a pixel does. */
const LIMITS = {
  primary: 128, target: 96, primaryGap: 20, gap: 12, destructiveGap: 32,
  text: 22, number: 46, contrast: 12, rounding: 0.6,
};

/** Everything on the page that breaks the contract, as sentences; empty when all is well. */
export function breaches(page) {
  return page.evaluate(measure, LIMITS);
}

/** Runs in the page: it may use nothing from outside. */
function measure(limits) {
  const found = [];
  const root = document.documentElement;
  const name = (element) => `${element.tagName.toLowerCase()}.${element.className || ''} “${(element.getAttribute('aria-label') || element.textContent).trim().slice(0, 20)}”`;
  const isSeen = (element) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return style.visibility !== 'hidden' && box.width > 1 && box.height > 1 && !element.closest('.unseen, .probe');
  };
  const round = (number) => Math.round(number * 10) / 10;

  if (root.scrollHeight > innerHeight) found.push(`the page scrolls: ${root.scrollHeight} > ${innerHeight}`);
  if (root.scrollWidth > innerWidth) found.push(`the page scrolls sideways: ${root.scrollWidth} > ${innerWidth}`);

  const targets = [...document.querySelectorAll('button, a[href], input, select, [role=button]')].filter(isSeen);
  for (const target of targets) {
    const box = target.getBoundingClientRect();
    const least = target.matches('.tile') ? limits.primary : limits.target;
    if (box.width < least - limits.rounding || box.height < least - limits.rounding) {
      found.push(`${name(target)} is ${round(box.width)}×${round(box.height)}, less than ${least}`);
    }
    if (box.left < 0 || box.top < 0 || box.right > innerWidth + limits.rounding || box.bottom > innerHeight + limits.rounding) {
      found.push(`${name(target)} is partly off the screen`);
    }
    const strip = target.closest('.strip') ? null : document.querySelector('.strip');
    if (strip && isSeen(strip) && box.bottom > strip.getBoundingClientRect().top + limits.rounding) found.push(`${name(target)} lies under the strip`);
    if (!(target.getAttribute('aria-label') || target.textContent).trim()) found.push(`${name(target)} has no name`);
  }
  for (const [at, one] of targets.entries()) {
    for (const other of targets.slice(at + 1)) {
      const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
      const across = Math.max(a.left - b.right, b.left - a.right);
      const down = Math.max(a.top - b.bottom, b.top - a.bottom);
      const gap = Math.max(across, down);
      const isDestructive = one.matches('.alarm.tile') || other.matches('.alarm.tile');
      const arePrimary = one.matches('.tile') && other.matches('.tile');
      const least = isDestructive ? limits.destructiveGap : arePrimary ? limits.primaryGap : limits.gap;
      if (gap < least - limits.rounding) found.push(`${name(one)} and ${name(other)} are ${round(gap)} apart, less than ${least}`);
    }
  }

  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((value) => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (channels(color)[3] !== 0) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const contrast = (element) => {
    const [light, dark] = [luminance(getComputedStyle(element).color), luminance(groundOf(element))].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const judgeInk = (element) => {
    const ratio = contrast(element);
    if (ratio < limits.contrast) found.push(`${name(element)} has a contrast of ${round(ratio)}, less than ${limits.contrast}`);
  };

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !isSeen(element) || element.closest('script, style, noscript')) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    if (size < limits.text) found.push(`${name(element)} is set in ${size} px, less than ${limits.text}`);
    if (size > limits.number && !element.matches('.big')) found.push(`${name(element)} is set in ${size} px, more than ${limits.number}`);
    judgeInk(element);
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    // What ends in … was shortened on purpose.
    const isShortened = (at) => getComputedStyle(at).textOverflow === 'ellipsis' || getComputedStyle(at).webkitLineClamp !== 'none';
    if (isShortened(element) || (element.parentElement && isShortened(element.parentElement))) continue;
    if (box.right > innerWidth + limits.rounding || box.left < -limits.rounding) found.push(`${name(element)} runs off the screen`);
    const target = element.closest('button');
    if (target) {
      const edge = target.getBoundingClientRect();
      if (box.right > edge.right + 1 || box.left < edge.left - 1 || box.bottom > edge.bottom + 1 || box.top < edge.top - 1) {
        found.push(`the words of ${name(target)} run over its edge`);
      }
    }
  }
  for (const icon of document.querySelectorAll('svg')) if (isSeen(icon)) judgeInk(icon);

  for (const element of document.querySelectorAll('body *')) {
    const { overflowX, overflowY } = getComputedStyle(element);
    if ([overflowX, overflowY].some((value) => value === 'auto' || value === 'scroll')) found.push(`${name(element)} can scroll`);
  }
  return [...new Set(found)];
}

/** Fingers on the page: each has a number, comes down, moves and goes up. */
export class Hand {
  #session;
  #at = new Map();

  static async over(page) {
    const hand = new Hand();
    hand.#session = await page.context().newCDPSession(page);
    return hand;
  }

  down(id, spot) {
    return this.#send('touchStart', id, spot);
  }

  move(id, spot) {
    return this.#send('touchMove', id, spot);
  }

  up(id) {
    return this.#send('touchEnd', id, this.#at.get(id));
  }

  async tap(id, spot) {
    await this.down(id, spot);
    await this.up(id);
  }

  /** Only the finger that changes is named. */
  #send(type, id, { x, y }) {
    this.#at.set(id, { x, y });
    return this.#session.send('Input.dispatchTouchEvent', { type, touchPoints: [{ x, y, id }] });
  }
}

/** The middle of an element. */
export async function middleOf(locator) {
  const box = await locator.boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

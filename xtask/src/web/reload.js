
// Only while `cargo xtask serve --watch`: reload when the server comes back with a newer build.
{
  let built;
  setInterval(async () => {
    const manifest = await fetch('/assets.json', { cache: 'no-store' }).then((r) => r.json()).catch(() => null);
    if (manifest && built && manifest.built_ms !== built) {
      const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
      await Promise.all(workers.map((worker) => worker.unregister()));
      for (const name of await caches.keys()) await caches.delete(name);
      location.reload();
    }
    built = manifest?.built_ms ?? built;
  }, 700);
}

// The browser is the machine's own (see docs/dependencies.md): puppeteer must not fetch one.
module.exports = { skipDownload: true };

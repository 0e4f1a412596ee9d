const key = 'streamreco.token';

/** The admin token of this tab; gone with it. */
export const token = {
  get: () => sessionStorage.getItem(key) ?? '',
  set: (text) => (text ? sessionStorage.setItem(key, text) : sessionStorage.removeItem(key)),
};

/** A request that was refused: status, and what problem+json says. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `The node answered with status ${status}.`);
    this.status = status;
  }
}

async function ask(method, path, body) {
  const headers = {};
  if (token.get()) headers.authorization = `Bearer ${token.get()}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  let response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Refusal(0, { detail: 'The node does not answer. It may have stopped.' });
  }
  const text = await response.text();
  let json = null;
  try {
    json = text ? JSON.parse(text) : null;
  } catch {
    // Not JSON: the status says enough.
  }
  if (!response.ok) throw new Refusal(response.status, json ?? {});
  return json;
}

export const get = (path) => ask('GET', path);
export const post = (path, body) => ask('POST', path, body);
export const id = encodeURIComponent;

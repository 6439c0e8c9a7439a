// An issuer on loopback for the browser tests: npm's oidc-provider, which is certified.
// Arguments come as JSON in PORTAL_ISSUER; the address is printed when it listens.
import { generateKeyPairSync } from "node:crypto";
import http from "node:http";

const { Provider } = await import(process.env.PORTAL_OIDC_PROVIDER);
const given = JSON.parse(process.env.PORTAL_ISSUER);
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
  format: "jwk",
});
const ACR = { low: "idporten-loa-low" };

let answer = (request, response) => response.writeHead(503).end();
const server = http.createServer((request, response) => answer(request, response));
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const address = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(address, {
  jwks: { keys: [{ ...key, use: "sig", kid: "issuer", alg: "RS256" }] },
  clients: [given.client],
  acrValues: ["idporten-loa-low", "idporten-loa-substantial", "idporten-loa-high"],
  claims: { openid: ["sub", "pid", "organisation"], acr: null, auth_time: null },
  conformIdTokenClaims: false,
  cookies: { keys: ["only for tests"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, ...given.said }),
  }),
  loadExistingGrant: async (context) => {
    const grant = new context.oidc.provider.Grant({
      clientId: context.oidc.client.clientId,
      accountId: context.oidc.session.accountId,
    });
    grant.addOIDCScope("openid");
    await grant.save();
    return grant;
  },
});
const protocol = provider.callback();

answer = async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return protocol(request, response);
  if (request.method === "GET") {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    return response.end(
      `<!doctype html><html lang="nb"><title>Eksempelporten</title>
       <form method="post"><label>Hvem er du? <input name="sub" autofocus></label>
       <button name="do" value="in">Logg inn</button>
       <button name="do" value="stop">Avbryt</button></form>`,
    );
  }
  let body = "";
  for await (const part of request) body += part;
  const form = new URLSearchParams(body);
  const result =
    form.get("do") === "stop"
      ? { error: "access_denied", error_description: "stopped" }
      : {
          login: {
            accountId: form.get("sub"),
            acr: ACR[form.get("sub")] ?? "idporten-loa-high",
          },
        };
  return provider.interactionFinished(request, response, result);
};
console.log(address);

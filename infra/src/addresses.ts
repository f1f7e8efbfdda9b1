/** Where the running mesh is found. Everything public goes through the gateway's one port. */
export type Addresses = {
  web: string;
  graphql: string;
  ws: string;
  auth: string;
  inbox: string;
  /** HTTPS with a certificate of our own, for the camera of phones on the local network. */
  secureWeb?: string;
  services: Record<string, string>;
};

export function addressesAt(
  port: number,
  tlsPort: number | undefined,
  services: Record<string, string>,
): Addresses {
  const web = `http://127.0.0.1:${port}`;
  return {
    web,
    graphql: `${web}/graphql`,
    ws: `ws://127.0.0.1:${port}/graphql`,
    auth: `${web}/auth`,
    inbox: `${web}/dev/inbox`,
    ...(tlsPort === undefined ? {} : { secureWeb: `https://127.0.0.1:${tlsPort}` }),
    services,
  };
}

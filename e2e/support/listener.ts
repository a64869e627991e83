import { createSocket } from "node:dgram";
import { createServer } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { networkInterfaces } from "node:os";

/** A host elsewhere that would take anything, and says what of it arrived. */
export type Listener = {
  /** `http://ADDRESS:PORT`, of another origin than the page. */
  address: string;
  /** `ADDRESS:PORT` of a listener for bare connections, one for each name. */
  connections(name: string): Promise<string>;
  /** `ADDRESS:PORT` for packets (UDP), one for each name. */
  packets(name: string): Promise<string>;
  /** Names of the ways that reached it: the first part of a request's path, or what was given above. */
  arrived(): string[];
  forget(): void;
  close(): void;
};

/** Listens on an address of this machine that is not the loopback's where there is one: WebRTC leaves that out. */
export async function listenElsewhere(): Promise<Listener> {
  const outer = Object.values(networkInterfaces())
    .flat()
    .find((face) => face !== undefined && face.family === "IPv4" && !face.internal);
  const host = outer?.address ?? "127.0.0.1";
  const names = new Set<string>();
  const closers: (() => void)[] = [];
  const port = async (server: Server): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    closers.push(() => server.close());
    // A server that listens on a port has an address of this form.
    return (server.address() as AddressInfo).port;
  };
  const arrive = (url: string | undefined): void => void names.add(url?.split(/[/?]/u)[1] ?? "");
  const http = createServer((request, response) => {
    arrive(request.url);
    response.writeHead(200, {
      "Access-Control-Allow-Origin": "*",
      "Cross-Origin-Resource-Policy": "cross-origin",
      "Content-Type": "text/javascript",
    });
    response.end("export {};");
  });
  http.on("upgrade", (request, socket) => {
    arrive(request.url);
    socket.destroy();
  });
  return {
    address: `http://${host}:${await port(http)}`,
    connections: async (name) => {
      const server = createTcpServer((socket) => {
        names.add(name);
        socket.destroy();
      });
      return `${host}:${await port(server)}`;
    },
    packets: async (name) => {
      const socket = createSocket("udp4", () => names.add(name));
      await new Promise<void>((resolve) => socket.bind(0, host, resolve));
      closers.push(() => socket.close());
      return `${host}:${socket.address().port}`;
    },
    // Browsers ask for a sign of their own accord where a new window was opened.
    arrived: () => [...names].filter((name) => name !== "favicon.ico").toSorted(),
    forget: () => names.clear(),
    close: () => closers.forEach((close) => close()),
  };
}

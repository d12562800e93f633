/** Ports below this belong to the system's own services; of them, only the web's are sent to. */
const FREE_PORTS_START = 1024;
const WEB_PORTS = new Set([80, 443]);

/**
 * Ports from 1024 on that speak something else than HTTP: the Fetch standard's bad ports, and those of databases,
 * queues and cluster control, where a POST that is read line by line can do harm.
 */
const OTHER_PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [1433, "SQL Server"],
  [1521, "Oracle"],
  [1719, "H.323"],
  [1720, "H.323"],
  [1723, "PPTP"],
  [2049, "NFS"],
  [2375, "Docker"],
  [2376, "Docker"],
  [2379, "etcd"],
  [2380, "etcd"],
  [3306, "MySQL"],
  [3389, "remote desktop"],
  [3659, "Apple SASL"],
  [4045, "NFS"],
  [4190, "ManageSieve"],
  [5060, "SIP"],
  [5061, "SIP"],
  [5432, "PostgreSQL"],
  [5672, "AMQP"],
  [6000, "X11"],
  [6379, "Redis"],
  [6566, "SANE"],
  [6665, "IRC"],
  [6666, "IRC"],
  [6667, "IRC"],
  [6668, "IRC"],
  [6669, "IRC"],
  [6679, "OSAUT"],
  [6697, "IRC"],
  [9042, "Cassandra"],
  [9092, "Kafka"],
  [9300, "Elasticsearch's cluster"],
  [10080, "Amanda"],
  [10250, "Kubernetes nodes"],
  [11211, "memcached"],
  [27017, "MongoDB"],
]);

/** Why a port is not sent to, in words. Null: it is. */
export function portFault(port: number): string | null {
  if (WEB_PORTS.has(port)) return null;
  if (port < FREE_PORTS_START) return `port ${port} is not a web port: use 443, 80, or one from 1024 on`;
  const protocol = OTHER_PROTOCOLS.get(port);
  return protocol === undefined ? null : `port ${port} is that of ${protocol}: use one where a web server listens`;
}

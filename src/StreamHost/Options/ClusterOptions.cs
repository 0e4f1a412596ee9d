namespace StreamReco.StreamHost.Options;

/// <summary>How the nodes of a group find each other, and when one is taken for dead.</summary>
public sealed class ClusterOptions
{
    /// <summary>IPv4 address or host name by which the other nodes reach this one. Loopback: one machine, nothing to configure.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>IPv4 address that is listened on, for instance <c>0.0.0.0</c> in a container. Empty: <see cref="Address"/>.</summary>
    public string BindAddress { get; set; } = "";

    /// <summary>Port; 0 takes any free one, because the state database says which one it is.</summary>
    public int Port { get; set; }

    /// <summary><c>HOST:PORT,…</c> of nodes to join, beside those that the state database knows. Empty: the database is enough.</summary>
    public string Join { get; set; } = "";

    /// <summary>How often a node shows its neighbours that it lives, ms. Three of them fit into <see cref="PauseMs"/>.</summary>
    public int HeartbeatMs { get; set; } = 500;

    /// <summary>Silence after which a node counts as unreachable, ms. No false alarm at a load of 61 on two cores; more delays take-over.</summary>
    public int PauseMs { get; set; } = 1_500;

    /// <summary>How long the view of who is unreachable must stand still before anybody is taken down, ms.</summary>
    public int StableAfterMs { get; set; } = 1_000;

    /// <summary>
    /// How long a decision about unreachable nodes waits for the state database, ms. The nodes that are left go on
    /// meanwhile; after it they end, because nobody may go on undecided for ever. Ten minutes outlast a fail-over of PostgreSQL.
    /// </summary>
    public int DatabaseWaitMs { get; set; } = 600_000;

    /// <summary>Longest wait for a node that lives by the state database but does not answer, ms; then the start fails and says why.</summary>
    public int JoinTimeoutMs { get; set; } = 60_000;

    /// <summary>Certificate and private key: PKCS#12 (<c>.p12</c>, <c>.pfx</c>) or PEM. With it the nodes speak TLS and ask each other for it.</summary>
    public string TlsCertificateFile { get; set; } = "";

    /// <summary>A file that holds the password of <see cref="TlsCertificateFile"/>, or <c>env:NAME</c> for a variable. Empty: none.</summary>
    public string TlsPasswordFile { get; set; } = "";

    /// <summary>PEM of the authority that signed the nodes' certificates. Empty: all nodes have the same certificate.</summary>
    public string TlsAuthorityFile { get; set; } = "";

    /// <summary>Whether nodes may talk to each other without TLS off loopback: where the network itself is trusted or encrypted.</summary>
    public bool AllowPlaintext { get; set; }
}

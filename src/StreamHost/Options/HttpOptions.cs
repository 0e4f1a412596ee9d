namespace StreamReco.StreamHost.Options;

/// <summary>The node's HTTP side: API, admin endpoint, metrics, health, dashboard.</summary>
public sealed class HttpOptions
{
    /// <summary>IP address that is listened on. Loopback: what a node knows of people is not for the network unless somebody says so.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port; 0 takes any free one, so that a second node on a machine is the same command. The log and the group's directory say which.</summary>
    public int Port { get; set; }

    /// <summary>How other nodes and the command line reach this one, for instance <c>http://node-1:8095</c>. Empty: by the address listened on.</summary>
    public string AdvertisedUrl { get; set; } = "";

    /// <summary>A file that holds the admin token, or <c>env:NAME</c> for a variable. Needed where the address is not loopback; the same on all nodes.</summary>
    public string AdminTokenFile { get; set; } = "";

    /// <summary>Folder of the dashboard's files. Empty: <c>dashboard</c> beside the program.</summary>
    public string DashboardDirectory { get; set; } = "";

    /// <summary>
    /// API requests a second of one node; beyond them 429. More than two cores answer: what protects the pipeline is
    /// <see cref="ApiConcurrentMax"/>, and this is to be set lower where requests cost somebody something.
    /// </summary>
    public int ApiRequestsPerSecondMax { get; set; } = 20_000;

    /// <summary>API requests that run at once; the next wait. A batch of the model holds 64 users: more would only wait there.</summary>
    public int ApiConcurrentMax { get; set; } = 64;

    /// <summary>
    /// API requests that wait for a place, oldest first; beyond them 429. An idle node answers some thousands a second, so that
    /// the last of these waits for about a tenth of <see cref="RequestTimeoutMs"/>.
    /// </summary>
    public int ApiQueuedMax { get; set; } = 512;

    /// <summary>Bytes of a request's body: 500 events of 2 KiB.</summary>
    public int BodyBytesMax { get; set; } = 1024 * 1024;

    /// <summary>Events of one <c>POST /v1/events</c>, and items of one <c>POST /v1/rank</c>.</summary>
    public int EntriesPerRequestMax { get; set; } = 500;

    /// <summary>Connections at once; a browser holds six, a shop's back end a pool.</summary>
    public int ConnectionsMax { get; set; } = 1_000;

    /// <summary>Readers of the live streams at once, together: people at dashboards.</summary>
    public int StreamReadersMax { get; set; } = 32;

    /// <summary>Longest time that a request may take, the question to another node included, ms; then 503.</summary>
    public int RequestTimeoutMs { get; set; } = 2_000;

    /// <summary>
    /// Longest time that a request waits for the model, ms; then it is answered without the history (the model is busy). Half of
    /// <see cref="RequestTimeoutMs"/>: a node that catches up has no turn for questions.
    /// </summary>
    public int ModelWaitMs { get; set; } = 1_000;

    /// <summary>
    /// What becomes of an event of <c>POST /v1/events</c> without a time, unless the request's <c>missing_time</c> says it:
    /// <c>reject</c>, or <c>now</c>, which gives it the time of its reception.
    /// </summary>
    public string MissingEventTime { get; set; } = MissingTime.Reject;

    /// <summary>Records behind the end of the clicks up to which the node calls itself ready: a few seconds of work.</summary>
    public long ReadyLagRecordsMax { get; set; } = 50_000;

    /// <summary>Answers and rejected records of each shard that are kept in memory for people to look at (about 1 KiB each).</summary>
    public int RecentRecordsMax { get; set; } = 1_000;
}

/// <summary>Words for what becomes of an event without a time.</summary>
internal static class MissingTime
{
    /// <summary>It is rejected.</summary>
    public const string Reject = "reject";

    /// <summary>It gets the time of its reception.</summary>
    public const string Now = "now";

    /// <summary>Both.</summary>
    public static IReadOnlyList<string> All { get; } = [Reject, Now];
}

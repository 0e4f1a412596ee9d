using System.CommandLine;

namespace StreamReco.Benchmarks.Path;

/// <summary>Command <c>path</c>.</summary>
internal sealed class PathCommand : Command
{
    private const string Says = """
        Times three programs on the same clicks, in turn, in one process: a bare consume-produce twin, the full path
        without inference and the full path with it. Each round reads the whole clicks topic as a new group with an
        empty state.

        What is the same for all: topic, records, fetch and producer settings (read-committed, lz4, idempotent), one
        transactional producer a partition, commits of at most Limits:CommitRecordsMax records after
        Limits:CommitLingerMs. The twin writes key and value of each click to another topic. The path decodes,
        validates, de-duplicates, joins the catalog, keeps windows and users, answers (ten items with reasons, about
        seven times the bytes of a click), writes rejected records and takes snapshots to SQLite as by default, one in
        100,000 records of a shard or 10 s: with few clicks none falls into the timing, with 800,000 about two a shard do.
        Without inference its answers are trending and popular items.

        What is timed: from the first commit seen past the warm-up mark to the last commit; joining the group and
        draining are left out. CPU is that of the process, the embedded broker included. The first round of each
        program is not counted. The embedded broker keeps 5 MiB a partition: up to 60,000 clicks.
        """;

    private readonly Option<string?> _bootstrap = new("--bootstrap") { Description = "A real broker, host:port; without it the embedded one." };
    private readonly Option<int> _clicks = new("--clicks") { Description = "Clicks in the topic.", DefaultValueFactory = _ => 60_000 };
    private readonly Option<int> _rounds = new("--rounds") { Description = "Counted rounds.", DefaultValueFactory = _ => 5 };
    private readonly Option<int> _users = new("--users") { Description = "Users of the simulated shop.", DefaultValueFactory = _ => 20_000 };
    private readonly Option<int> _items = new("--items") { Description = "Items of the shop and the model.", DefaultValueFactory = _ => 20_000 };
    private readonly Option<int> _dimensions = new("--dimensions") { Description = "D of the model.", DefaultValueFactory = _ => 32 };
    private readonly Option<long> _emitIntervalMs = new("--emit-interval-ms") { Description = "Trigger:EmitIntervalMs; 0 answers every click." };
    private readonly Option<bool> _atLeastOnce = new("--at-least-once") { Description = "The path without transactions, beside the same twin." };
    private readonly Option<string[]> _programs = new("--programs")
    {
        Description = "Which of twin, path, scored to run.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["twin", "path", "scored"],
    };

    public PathCommand()
        : base("path", Says)
    {
        foreach (var option in new Option[]
        {
            _bootstrap, _clicks, _rounds, _users, _items, _dimensions, _emitIntervalMs, _atLeastOnce, _programs,
        })
        {
            Add(option);
        }

        _programs.AcceptOnlyFromAmong("twin", "path", "scored");
        SetAction((parse, cancel) => new PathBenchmark(Read(parse)).RunAsync(cancel));
    }

    private PathSettings Read(ParseResult parse) => new(
        parse.GetValue(_bootstrap),
        parse.GetValue(_clicks),
        parse.GetValue(_rounds),
        parse.GetValue(_users),
        parse.GetValue(_items),
        parse.GetValue(_dimensions),
        parse.GetValue(_emitIntervalMs),
        parse.GetValue(_atLeastOnce),
        parse.GetValue(_programs)!);
}

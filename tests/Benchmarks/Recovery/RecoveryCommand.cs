using System.CommandLine;

namespace StreamReco.Benchmarks.Recovery;

/// <summary>Command <c>recovery</c>.</summary>
internal sealed class RecoveryCommand : Command
{
    private const string Says = """
        Times a node that starts over a large state: from the call that starts it, model in memory, to its first committed
        answer. The state is made in the store first, of users with three clicks each, spread over four partitions by the
        hash of their id. Then clicks of random users are written: so many that were committed and are in no snapshot,
        which the node has to repeat in silence, and some that it answers.

        Rounds: after a clean stop (nothing to repeat) and after a crash (--repeat records to repeat). Both on the embedded
        broker, at least once, because that broker remembers only plain commits; without inference. The model's own
        loading and the group's session time-out after a crash come on top.
        """;

    private readonly Option<int> _users = new("--users") { Description = "Users of the state.", DefaultValueFactory = _ => 1_000_000 };
    private readonly Option<int> _repeat = new("--repeat") { Description = "Records that a crash left to repeat, in all.", DefaultValueFactory = _ => 60_000 };
    private readonly Option<int> _resident = new("--resident") { Description = "Limits:ResidentUsersMax.", DefaultValueFactory = _ => 50_000 };
    private readonly Option<string?> _state = new("--state") { Description = "A PostgreSQL connection; an SQLite file of its own when left out." };

    public RecoveryCommand()
        : base("recovery", Says)
    {
        Option[] options = [_users, _repeat, _resident, _state];
        foreach (var option in options)
        {
            Add(option);
        }

        SetAction((parse, cancel) => new RecoveryBenchmark(
            parse.GetValue(_users), parse.GetValue(_repeat), parse.GetValue(_resident), parse.GetValue(_state)).RunAsync(cancel));
    }
}

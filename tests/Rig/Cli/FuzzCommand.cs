using System.CommandLine;
using StreamReco.Rig.Fuzzing;

namespace StreamReco.Rig.Cli;

/// <summary><c>fuzz</c>: events gone wrong through decode, validate and fold.</summary>
internal sealed class FuzzCommand : Command
{
    private readonly Option<int> _events = new("--events")
    {
        Description = "How many events.",
        DefaultValueFactory = _ => 100_000,
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "The seed of the mutations.",
        DefaultValueFactory = _ => 1,
    };

    private readonly TimeProvider _time;

    public FuzzCommand(TimeProvider time)
        : base("fuzz", "Mutated, truncated, nested, huge and wrongly encoded events: none is lost, none ends the fold.")
    {
        _time = time;
        Add(_events);
        Add(_seed);
        SetAction((parse, _) => RunAsync(Math.Max(1, parse.GetValue(_events)), parse.GetValue(_seed)));
    }

    private async Task<int> RunAsync(int events, int seed)
    {
        var progress = new ProgressLine("fuzz", events, _time);
        var result = await EventFuzz.RunAsync(events, seed, done => progress.Update(done));
        progress.End();
        if (result.Problem is not null)
        {
            Console.WriteLine(result.Problem);
            Console.WriteLine($"repeat: dotnet run --project tests/Rig -c Release -- fuzz --events {events} --seed {seed}");
        }

        Console.WriteLine(
            $"fuzz: {(result.Problem is null ? "clean" : "FAILED")}, {events:N0} events = {result.Applied:N0} applied + "
            + $"{result.Duplicate:N0} duplicate + {result.Rejected:N0} rejected, {result.Answers:N0} answers, "
            + $"seed {seed}, {progress.Seconds:F1} s");
        return result.Problem is null ? 0 : 1;
    }
}

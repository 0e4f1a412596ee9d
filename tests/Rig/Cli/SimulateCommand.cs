using System.CommandLine;
using StreamReco.Rig.Simulation;

namespace StreamReco.Rig.Cli;

/// <summary><c>simulate</c>: many seeds of the deterministic simulation.</summary>
internal sealed class SimulateCommand : Command
{
    private readonly Option<long> _seeds = new("--seeds")
    {
        Description = "How many seeds, one after another.",
        DefaultValueFactory = _ => 1_000,
    };

    private readonly Option<long> _seed = new("--seed")
    {
        Description = "The first seed.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<PlantedBug> _bug = new("--bug")
    {
        HelpName = "NAME",
        Description = "Leave a safeguard out, by its name in docs/TESTING.md: the run then succeeds when a seed shows it.",
    };

    private readonly Option<bool> _trace = new("--trace")
    {
        Description = "Print every step of the seed that fails, not its faults and last steps alone.",
    };

    private readonly TimeProvider _time;

    public SimulateCommand(TimeProvider time)
        : base("simulate", "The real stages, recovery and commit rules over a model broker and store, with faults at every step.")
    {
        _time = time;
        Add(_seeds);
        Add(_seed);
        Add(_bug);
        Add(_trace);
        SetAction(parse => Run(
            parse.GetValue(_seed), Math.Max(1, parse.GetValue(_seeds)), parse.GetValue(_bug), parse.GetValue(_trace)));
    }

    private int Run(long first, long seeds, PlantedBug bug, bool trace)
    {
        var progress = new ProgressLine("simulate", seeds, _time);
        var (records, incidents) = (0L, 0L);
        for (var done = 1L; done <= seeds; done++)
        {
            var result = Simulation.Simulation.Run(first + done - 1, bug);
            records += result.Records;
            incidents += result.Incidents;
            if (result.Violation is not null)
            {
                progress.End();
                Tell(result, bug, trace);
                var verdict = bug == PlantedBug.None ? "FAILED" : $"{bug} found";
                Console.WriteLine($"simulate: {verdict} at seed {result.Seed}, after {done:N0} seeds, {progress.Seconds:F1} s");
                return bug == PlantedBug.None ? 1 : 0;
            }

            progress.Update(done);
        }

        progress.End();
        Console.WriteLine(
            $"simulate: {seeds:N0} seeds from {first} {(bug == PlantedBug.None ? "clean" : $"DID NOT FIND {bug}")}, "
            + $"{records:N0} records, {incidents:N0} incidents, {progress.Seconds:F1} s");
        return bug == PlantedBug.None ? 0 : 1;
    }

    private static void Tell(SimulationResult result, PlantedBug bug, bool whole)
    {
        Console.WriteLine($"seed {result.Seed}: {result.Plan}");
        var from = whole ? 0 : Math.Max(0, result.Trace.Count - 30);
        foreach (var line in result.Trace.Where((line, at) => at >= from || line.Contains("INCIDENT") || line.Contains("FAULT")))
        {
            Console.WriteLine(line);
        }

        Console.WriteLine(result.Violation);
        var planted = bug == PlantedBug.None ? "" : $" --bug {bug}";
        Console.WriteLine($"repeat: dotnet run --project tests/Rig -c Release -- simulate --seeds 1 --seed {result.Seed}{planted} --trace");
    }
}

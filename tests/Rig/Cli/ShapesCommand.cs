using System.CommandLine;
using StreamReco.Rig.Shapes;

namespace StreamReco.Rig.Cli;

/// <summary><c>shapes</c>: trainings on data of every shape, by seed.</summary>
internal sealed class ShapesCommand : Command
{
    private readonly Option<long> _seeds = new("--seeds")
    {
        Description = "How many seeds, one after another.",
        DefaultValueFactory = _ => 300,
    };

    private readonly Option<long> _seed = new("--seed")
    {
        Description = "The first seed.",
        DefaultValueFactory = _ => 1,
    };

    private readonly TimeProvider _time;

    public ShapesCommand(TimeProvider time)
        : base("shapes", "Trainings on data of odd shapes, from one click to a session of 50,000: none fails, and every model answers.")
    {
        _time = time;
        Add(_seeds);
        Add(_seed);
        SetAction(parse => Run(parse.GetValue(_seed), Math.Max(1, parse.GetValue(_seeds))));
    }

    private int Run(long first, long seeds)
    {
        var progress = new ProgressLine("shapes", seeds, _time);
        var failed = 0;
        for (var done = 1L; done <= seeds; done++)
        {
            var seed = first + done - 1;
            var shape = DataShape.Of(seed);
            if (ShapeTrial.Run(shape) is { } problem)
            {
                failed++;
                Console.WriteLine($"seed {seed}, {shape.Name}, {shape.Data.Clicks.Count:N0} clicks: {problem}");
                Console.WriteLine($"repeat: dotnet run --project tests/Rig -c Release -- shapes --seeds 1 --seed {seed}");
            }

            progress.Update(done);
        }

        progress.End();
        Console.WriteLine(
            $"shapes: {(failed == 0 ? "clean" : "FAILED")}, {seeds:N0} shapes from seed {first}, {failed:N0} failed, {progress.Seconds:F1} s");
        return failed == 0 ? 0 : 1;
    }
}

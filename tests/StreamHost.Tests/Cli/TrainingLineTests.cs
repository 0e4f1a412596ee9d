using System.Globalization;
using StreamReco.Models.Training;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

public sealed class TrainingLineTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.9)]
    public void Training_goes_forward_and_ends_at_a_hundred(double from)
    {
        var shares = new RecordedLine();
        var line = new TrainingLine(shares, from);

        for (var epoch = 1; epoch <= 3; epoch++)
        {
            line.Report(new TrainingProgress(epoch, 3, "users", 50, 50, double.NaN, null));
            line.Report(new TrainingProgress(epoch, 3, "items", 20, 20, 1, null));
            line.Report(new TrainingProgress(epoch, 3, "done", 9, 9, 1, null));
        }

        line.Report(new TrainingProgress(3, 3, "users", 25, 50, 1, null));
        line.Report(new TrainingProgress(3, 3, "users", 50, 50, 1, null));

        shares.Done.ShouldBe(shares.Done.Order());
        shares.Done[0].ShouldBeGreaterThan(from);
        shares.Done[^1].ToString("F6", CultureInfo.InvariantCulture).ShouldBe("1.000000");
    }

    private sealed class RecordedLine : IProgressLine
    {
        public List<double> Done { get; } = [];

        public void Update(double done, double of, string detail) => Done.Add(done / of);
    }
}

using System.Text;
using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Stages;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cli.Validation;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary>What <c>validate</c> accepts of a file is what <c>train</c> uses of it, line for line.</summary>
public sealed class ValidateAndTrainAgreeTests : IDisposable
{
    private const int Lines = 10_000;
    private const long StartMs = 1_768_400_000_000;
    private const long ReceivedMs = StartMs + (Lines * 1_000L) + 60_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(20261128)]
    [InlineData(7)]
    public void Both_take_the_same_clicks_of_10000_lines_of_every_form(int seed)
    {
        var made = new EventLines(new Random(seed), StartMs, ReceivedMs);
        string[] lines = [.. Enumerable.Range(0, Lines).Select(_ => made.Next())];
        var options = new PipelineOptions();
        var judge = new RecordJudge(options);
        var accepted = new List<HistoricClick>();
        var fates = new int[Enum.GetValues<RecordFate>().Length];
        foreach (var line in lines)
        {
            var fate = judge.Judge(new LogRecord(0, ReceivedMs, null, Encoding.UTF8.GetBytes(line), null), out _);
            fates[(int)fate]++;
            accepted.AddRange(fate == RecordFate.Accepted ? Clicks(judge.Click) : []);
        }

        var path = Path.Combine(_folder.Path, "events.ndjson");
        File.WriteAllLines(path, lines);
        var data = ClickFileReader.Read(
            path, new ClickFileSettings { Format = ClickFileFormat.Ndjson, Reading = options.FileReading() });

        data.Clicks.Select(Comparable).ShouldBe(accepted.Select(Comparable), $"seed {seed}");
        data.Skipped.Values.Sum().ShouldBe(Lines - fates[(int)RecordFate.Accepted], $"seed {seed}");

        // Each outcome is met often, or the lines are too plain to show anything.
        fates[(int)RecordFate.Accepted].ShouldBeGreaterThan(Lines / 4);
        fates[(int)RecordFate.Rejected].ShouldBeGreaterThan(Lines / 20);
        fates[(int)RecordFate.PassedOver].ShouldBeGreaterThan(Lines / 20);
        fates[(int)RecordFate.Duplicate].ShouldBeGreaterThan(Lines / 100);
    }

    /// <summary>Sessions are cut anew for training, and are compared where the event names one.</summary>
    private static (string User, string Item, long TimeMs, EventType Type) Comparable(HistoricClick click) =>
        (click.UserId, click.ItemId, click.TimeMs, click.Type);

    private static IEnumerable<HistoricClick> Clicks(ClickEvent click)
    {
        var (user, timeMs, type) = (click.UserId.ToString(), click.EventTimeMs, click.Type);
        string[] items = click.Items.Count > 0 ? [.. click.Items.Select(item => item.ItemId)] : [""];
        return items.Select(item => new HistoricClick(user, "", item, timeMs, type));
    }
}

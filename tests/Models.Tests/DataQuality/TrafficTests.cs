using System.Buffers;
using StreamReco.Models.Binary;
using StreamReco.Models.DataQuality;
using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.DataQuality;

/// <summary>Traffic of a shop with days, nights and Sundays: a drop and a surge are raised, the rhythm is not.</summary>
public sealed class TrafficTests
{
    private const long HourMs = 3_600_000;

    /// <summary>A Monday, 0:00 UTC.</summary>
    private const long StartMs = 1_768_176_000_000;

    private const string Rules = """
        {"rules":[{"name":"usual","check":"traffic","of":["view_item"]}],"window":"30m","minCount":10,"raiseAfter":2,"clearAfter":2}
        """;

    [Fact]
    public void Days_nights_and_sundays_raise_nothing() => Run(days: 42, _ => 1).ShouldBeEmpty();

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.0)]
    [InlineData(3.0)]
    public void A_drop_and_a_surge_are_raised_with_their_second_window_and_cleared(double times)
    {
        const int From = (35 * 48) + 24;
        var changes = Run(days: 40, window => window is >= From and < From + 8 ? times : 1);

        changes.Select(change => change.Level).ShouldBe([QualityLevel.Fail, QualityLevel.Ok]);
        var raised = changes[0];
        ((raised.WindowFromMs - StartMs) / (HourMs / 2)).ShouldBe(From + 1);
        (raised.Verdict.Micro / 1e6).ShouldBe(times, 0.25 + (times / 4));
    }

    [Fact]
    public void In_the_first_weeks_the_same_hour_of_the_days_before_counts_and_nothing_before_three_of_them()
    {
        const int Early = (2 * 48) + 24, Later = (4 * 48) + 24;

        Run(days: 3, window => window is >= Early and < Early + 8 ? 0.1 : 1).ShouldBeEmpty();
        Run(days: 6, window => window is >= Later and < Later + 8 ? 0.1 : 1).Select(change => change.Level).ShouldBe([QualityLevel.Fail, QualityLevel.Ok]);
    }

    [Fact]
    public void The_state_read_back_at_any_moment_goes_on_to_the_same_bytes()
    {
        var (whole, reopened) = (new QualityState(RulesFile.Read(Rules), 0), new QualityState(RulesFile.Read(Rules), 0));
        Fold(ref whole, days: 20, _ => 1, reopenEvery: int.MaxValue);
        Fold(ref reopened, days: 20, _ => 1, reopenEvery: 37);

        Convert.ToHexString(Bytes(reopened)).ShouldBe(Convert.ToHexString(Bytes(whole)));
        Bytes(whole).Length.ShouldBeInRange(3_000, 8_192);
    }

    [Theory]
    [InlineData("""{"name":"t","check":"traffic","factor":0.5}""", "rule 't': factor is 0.5; it must be a number from 1 on")]
    [InlineData("""{"name":"t","check":"traffic","deviations":-1}""", "rule 't': deviations is -1; it must be a number from 0 on")]
    [InlineData("""{"name":"t","check":"traffic","warn":0.9}""", "'warn' is not known for traffic: its windows are good or have failed")]
    [InlineData("""{"name":"t","check":"traffic","action":"reject"}""", "only complete, range, pattern and oneOf may do more than count")]
    public void What_cannot_be_meant_is_refused(string rule, string message) =>
        Should.Throw<QualityRulesException>(() => RulesFile.Read($$"""{"rules":[{{rule}}]}""")).Message.ShouldContain(message);

    private static List<QualityChange> Run(int days, Func<int, double> times)
    {
        var state = new QualityState(RulesFile.Read(Rules), 0);
        return Fold(ref state, days, times, reopenEvery: int.MaxValue);
    }

    /// <summary>Two sources: one as said, one that always sends a click a window, so that time goes on.</summary>
    private static List<QualityChange> Fold(ref QualityState state, int days, Func<int, double> times, int reopenEvery)
    {
        var (random, changes, click) = (new Random(5), new List<QualityChange>(), new ClickEvent());
        for (var window = 0; window < days * 48; window++)
        {
            var startMs = StartMs + (window * HourMs / 2);
            var count = (int)Math.Round(Usual(window) * times(window) * (0.9 + (0.2 * random.NextDouble())));
            for (var i = 0; i < count; i++)
            {
                Take(state, "shop"u8, click, startMs + (i * HourMs / 2 / count));
            }

            Take(state, "clock"u8, click, startMs + (HourMs / 2) - 1);
            state.Close(0, changes);
            state = window % reopenEvery == reopenEvery - 1 ? Reopened(state) : state;
        }

        return [.. changes.Where(change => change.Source == "shop")];
    }

    /// <summary>A tenth at night, two thirds on Sundays.</summary>
    private static double Usual(int window)
    {
        var (hour, day) = (window / 2 % 24, window / 48 % 7);
        return (hour is < 6 or > 22 ? 12 : 120) * (day == 6 ? 0.65 : 1);
    }

    private static void Take(QualityState state, ReadOnlySpan<byte> source, ClickEvent click, long nowMs)
    {
        click.Clear();
        (click.Type, click.EventTimeMs) = (EventType.ViewItem, nowMs);
        click.SetUserId("u");
        click.AddItem(new ItemTouch("i1", null, double.NaN, 1));
        state.Take(state.SourceOf(source), click, nowMs);
    }

    private static QualityState Reopened(QualityState state)
    {
        var reader = new StateReader(Bytes(state));
        return QualityState.Read(ref reader);
    }

    private static byte[] Bytes(QualityState state)
    {
        var output = new ArrayBufferWriter<byte>();
        state.Write(new StateWriter(output));
        return output.WrittenSpan.ToArray();
    }
}

using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Interleaving;
using StreamReco.Models.Experiments.Statistics;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>Shoppers who click the items of the second arm as often as is planted, and all others in three lists of ten.</summary>
/// <param name="ofSecond">The chance of a click on an item of the second arm.</param>
internal sealed class PlantedPreference(double ofSecond)
{
    public const int Shoppers = 300;

    private const double OfOthers = 0.3;
    private const long LaterMs = 7_200_000;

    private readonly Random _random = new(5);
    private long _clicks;

    /// <summary>Draws whether an item is clicked.</summary>
    public bool IsClicked(Team team)
    {
        var isClicked = _random.NextDouble() < (team == Team.Second ? ofSecond : OfOthers);
        _clicks += isClicked && team != Team.None ? 1 : 0;
        return isClicked;
    }

    /// <summary>Lets the windows pass, and compares what the fold says of the experiment with what was planted.</summary>
    /// <param name="owner">Has folded what the log holds, or a part of it.</param>
    /// <param name="log">The log.</param>
    /// <param name="experiment">The experiment's id.</param>
    /// <param name="startMs">When the shop opened.</param>
    /// <param name="expected">What its report is to say.</param>
    public async Task ShouldBeFoundAsync(ShardHarness owner, PartitionLog log, string experiment, long startMs, VerdictKind expected)
    {
        log.Add(EventBytes.Home("late", startMs + LaterMs), startMs + LaterMs);
        await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));
        var (book, ledger) = (owner.Fold.Experiments.Book, owner.Fold.Experiments.Ledger);

        var preference = Preference.Of(book.VersionsOf(experiment)[^1], Preference.TallyOf(ledger, experiment, owner.WatermarkMs));

        ledger.Units.Values.Sum(unit => unit.Enrolments[0].FirstTeamClicks + unit.Enrolments[0].SecondTeamClicks).ShouldBe(_clicks);
        preference.Units.ShouldBe(Shoppers);
        preference.Verdict.Kind.ShouldBe(expected, preference.Verdict.Text);
    }
}

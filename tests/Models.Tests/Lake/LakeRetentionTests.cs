using StreamReco.Models.Lake;
using StreamReco.TestKit.Lake;

namespace StreamReco.Models.Tests.Lake;

public sealed class LakeRetentionTests
{
    private const int Offsets = 120;

    private static readonly Dictionary<string, int> _days = new(StringComparer.Ordinal)
    {
        [EventRows.Name] = 4,
        [RejectedRows.Name] = 2,
        [AnswerRows.Name] = 0,
    };

    /// <summary>The world's clicks are of 2025-01-01 to 2025-01-06, twenty offsets a day.</summary>
    private static readonly DateOnly _today = new(2025, 1, 7);

    private readonly LakeWorld _world = new(seed: 3, Offsets);

    [Fact]
    public void The_plan_names_what_goes_and_changes_nothing()
    {
        var files = Write();
        var lake = LakeWorld.Open(files, "keeper");
        var before = lake.LogOf(0).Live().Count;

        var plan = new LakeRetention(lake, _days, _today).Plan();

        plan.Select(table => (table.Table, table.Days, table.Before)).ShouldBe(
            [(EventRows.Name, 4, "2025-01-03"), (RejectedRows.Name, 2, "2025-01-05"), (AnswerRows.Name, 0, null), (OutcomeRows.Name, 0, null)]);
        plan[0].Rows.ShouldBe(_world.Applied.Count(offset => offset < 40));
        plan[1].Rows.ShouldBe(_world.Refused.Count(offset => offset < 80));
        (plan[0].Oldest, plan[2].Files).ShouldBe(("2025-01-01", 0));
        lake.LogOf(0).Live().Count.ShouldBe(before);
        _world.ShouldBeWhole(files);
    }

    [Fact]
    public void What_goes_is_what_the_plan_says_and_the_lake_is_whole_without_it()
    {
        var files = Write();
        var lake = LakeWorld.Open(files, "keeper");
        var retention = new LakeRetention(lake, _days, _today);
        var plan = retention.Plan();

        retention.Apply(CancellationToken.None).ShouldBe(plan);

        new LakeCheck(lake).Verify(CancellationToken.None).ShouldBeEmpty();
        retention.Plan().Sum(table => table.Files).ShouldBe(0);
        var events = new EventRows();
        foreach (var file in lake.LogOf(0).Live().Where(file => file.Table == EventRows.Name))
        {
            events.Read(files, file.Path);
        }

        events.Places().Select(place => place.Offset).Order().ShouldBe(_world.Applied.Where(offset => offset >= 40));
    }

    private CrashingLakeFiles Write()
    {
        var files = new CrashingLakeFiles(_world.Disk);
        for (var owner = 0; owner < 40; owner++)
        {
            _world.Run(files, $"w{owner}", new Random(owner), commits: 3);
        }

        return files;
    }
}

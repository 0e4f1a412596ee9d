using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Tests.Experiments;

public sealed class SizeTableTests
{
    [Fact]
    public void Every_way_of_looking_has_a_line_with_and_without_history_as_the_plan_says()
    {
        var sums = SimulatedShop.Sum(new SimulatedShop(81).Arm(10_000));

        var table = SizeTable.Of(sums, 0.05, 0.05, 0.8);

        table.Lines.Select(line => (line.Rule, line.IsCuped)).ShouldBe(
            from rule in Enum.GetValues<StopRule>() from isCuped in (bool[])[false, true] select (rule, isCuped));
        table.Lines[0].UnitsPerArm.ShouldBe(SamplePlan.UnitsPerArm(table.Mean, table.Variance, 0.05));
        table.Lines[1].UnitsPerArm.ShouldBeLessThan(table.Lines[0].UnitsPerArm);
    }

    [Fact]
    public void Nothing_is_planned_from_users_who_are_all_alike_or_did_nothing()
    {
        SizeTable.Of(default, 0.05, 0.05, 0.8).ShouldSatisfyAllConditions(
            table => table.IsUsable.ShouldBeFalse(), table => table.Lines.ShouldBeEmpty());
        var same = UnitSums.Of(new UnitTotals(1, 1, 0));
        SizeTable.Of(same + same, 0.05, 0.05, 0.8).IsUsable.ShouldBeFalse();
    }
}

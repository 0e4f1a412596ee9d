using StreamReco.Models.Identity;
using StreamReco.Models.Lake;
using StreamReco.Stages.Lake;
using StreamReco.Stages.Tests.Lake;

namespace StreamReco.Stages.Tests.Identities;

/// <summary>A click that was forwarded is a row of the lake once, and the user's.</summary>
public sealed class IdentityLakeTests
{
    [Fact]
    public async Task A_click_that_was_carried_on_is_a_row_of_the_users_partition_alone()
    {
        using var world = new IdentityWorld(2).WithPolicy(new IdentityPolicy().ToBytes()).Click("visitor0", "i1", 1_000);
        await world.RunAsync();
        world.Click("anna1", "i2", 2_000, anonymous: "visitor0");
        await world.RunAsync();
        world.Click("visitor0", "i3", 3_000);
        await world.RunAsync();
        var (visitors, users) = (new LakeScene(new PipelineOptions(), world.LogOf(0)), new LakeScene(new PipelineOptions(), world.LogOf(1)));
        var (first, second) = (visitors.Open(), users.Open());

        visitors.Write(first, rowsPerSpan: 100);
        users.Write(second, rowsPerSpan: 100);

        var span = first.LogOf(0).Spans().ShouldHaveSingleItem();
        (span.Verdicts["applied"], span.Verdicts["forwarded"], span.Verdicts["control"]).ShouldBe((1, 1, 2));
        RowsOf(first).ShouldBe(["visitor0 i1"]);
        RowsOf(second).ShouldBe(["anna1 i2", "anna1 i3"]);
        new LakeCheck(second).Verify(CancellationToken.None).ShouldBeEmpty();
    }

    private static string[] RowsOf(ClickLake lake) =>
    [
        .. new LakeClicks(lake, new PipelineOptions()).Read(null, null, (_, _) => { }, CancellationToken.None)
            .Clicks.Select(click => $"{click.UserId} {click.ItemId}"),
    ];
}

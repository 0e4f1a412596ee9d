using StreamReco.Models.Lake;
using StreamReco.Models.Lake.Outcomes;

namespace StreamReco.Models.Tests.Lake.Outcomes;

public sealed class PositionFiguresTests
{
    [Fact]
    public void A_planted_bias_of_the_place_is_found_where_better_items_stand_in_front()
    {
        var (random, figures) = (new Random(11), new PositionFigures());
        for (var answer = 0; answer < 40_000; answer++)
        {
            // Items 0 to 4 by falling worth, neighbours swapped now and then: the second place is looked at half as often.
            int[] order = random.Next(2) == 0 ? [0, 1, 2, 3, 4] : [1, 0, 3, 2, 4];
            for (var place = 1; place <= order.Length; place++)
            {
                var chance = 0.5 / (order[place - 1] + 1) / place;
                var clicked = random.NextDouble() < chance;
                figures.Add(Item($"i{order[place - 1]}", place, clicked ? new ItemOutcome(OutcomeLabel.Click, 1, 0, 1, true) : ItemOutcome.Nothing));
            }
        }

        var second = figures.Figures()[1];

        second.Shown.ShouldBe(40_000);
        second.SameItem.ShouldBe(2, 0.1);
        (1 / second.OfFirst).ShouldBe(2, 0.1); // both items stood in both places equally often
        figures.Figures()[2].SameItem.ShouldBe(double.NaN); // nothing stood in the first place and in the third
    }

    [Fact]
    public void A_click_that_a_newer_answer_lay_before_says_nothing_of_the_place()
    {
        var figures = new PositionFigures();
        figures.Add(Item("a", 1, new ItemOutcome(OutcomeLabel.Purchase, 1, 0, 1, IsNewest: false)));
        figures.Add(Item("a", 1, new ItemOutcome(OutcomeLabel.Purchase, 1, 0, 1, IsNewest: true)));

        var first = figures.Figures().ShouldHaveSingleItem();

        (first.Shown, first.Clicks, first.Carts, first.Purchases, first.Rate).ShouldBe((2, 1, 1, 1, 0.5));
    }

    private static LabelledItem Item(string item, int place, ItemOutcome outcome) =>
        new("0-0-A", "u", 1, 0, 1_000, 0, 0, 0, "A", "v", item, place, "knn", outcome);
}

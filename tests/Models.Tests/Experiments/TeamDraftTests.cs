using StreamReco.Models.Experiments.Interleaving;

namespace StreamReco.Models.Tests.Experiments;

public sealed class TeamDraftTests
{
    [Fact]
    public void Items_that_both_place_equally_at_the_head_have_no_team()
    {
        var list = TeamDraft.Draft([1, 2, 3, 4], [1, 2, 4, 5], 4, "0-17"u8);

        list.Take(2).ShouldBe([(1, Team.None), (2, Team.None)]);
        list.Skip(2).ShouldAllBe(place => place.Team != Team.None);
        list.Select(place => place.Item).ShouldBeUnique();
    }

    [Fact]
    public void An_answer_is_drafted_the_same_each_time_and_over_answers_no_list_is_ahead()
    {
        var firsts = 0;
        for (var answer = 0; answer < 4_000; answer++)
        {
            var id = System.Text.Encoding.UTF8.GetBytes($"0-{answer}");
            var list = TeamDraft.Draft([1, 2, 3], [4, 5, 6], 3, id);
            list.ShouldBe(TeamDraft.Draft([1, 2, 3], [4, 5, 6], 3, id));
            list.Count(place => place.Team == Team.First).ShouldBeInRange(1, 2);
            firsts += list[0].Team == Team.First ? 1 : 0;
        }

        firsts.ShouldBeInRange(1_870, 2_130); // 4 standard deviations
    }

    [Fact]
    public void Short_lists_end_and_the_longer_one_goes_on()
    {
        TeamDraft.Draft([], [], 5, "x"u8).ShouldBeEmpty();
        TeamDraft.Draft([1], [2, 3, 4], 10, "x"u8).Select(place => place.Item).Order().ShouldBe([1, 2, 3, 4]);
        TeamDraft.Draft([1, 2], [1, 2], 10, "x"u8).ShouldBe([(1, Team.None), (2, Team.None)]);
    }
}

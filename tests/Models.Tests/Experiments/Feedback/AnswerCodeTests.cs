using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Interleaving;

namespace StreamReco.Models.Tests.Experiments.Feedback;

public sealed class AnswerCodeTests
{
    [Fact]
    public void A_code_says_of_each_item_its_team_and_of_each_experiment_whether_lists_differ()
    {
        var random = new Random(11);
        for (var round = 0; round < 500; round++)
        {
            var items = Enumerable.Range(0, random.Next(1, 20)).Select(i => (Item: (uint)random.NextInt64(1L << 32), Team: (Team)random.Next(3))).ToArray();
            bool?[] differs = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(3) switch { 0 => (bool?)null, 1 => true, _ => false })];

            var id = "3-1710-A" + AnswerCode.Write(differs, items);
            var code = AnswerCode.CodeOf(id);

            AnswerCode.IdOf(id).ToString().ShouldBe("3-1710-A");
            foreach (var (item, team) in items)
            {
                var alike = items.Where(other => (other.Item & 1023) == (item & 1023)).Select(other => other.Team).Where(other => other != Team.None).Distinct().ToArray();
                AnswerCode.TeamOf(code, item).ShouldBe(alike.Length == 1 ? alike[0] : Team.None, $"{team} in {id}");
            }

            var said = AnswerCode.ComparisonsOf(code);
            for (var i = 0; i < differs.Length; i++)
            {
                ((said.Compared & (1 << i)) != 0, (said.Differing & (1 << i)) != 0).ShouldBe((differs[i] is not null, differs[i] == true));
            }
        }
    }

    [Fact]
    public void A_code_says_which_item_a_list_tries_and_of_no_item_a_team()
    {
        var random = new Random(12);
        for (var round = 0; round < 500; round++)
        {
            var item = (uint)random.NextInt64(1L << 32);
            var code = AnswerCode.CodeOf("3-1710-A" + AnswerCode.Write(new bool?[1 + (round % 3)], [], item));

            var said = AnswerCode.ComparisonsOf(code);
            (said.Tried, said.Experiments, said.Compared).ShouldBe((item & AnswerCode.TriedMask, (byte)(1 + (round % 3)), (byte)0));
            AnswerCode.TeamOf(code, item).ShouldBe(Team.None, code.ToString());
        }
    }

    [Theory]
    [InlineData("3-1-A.-x")]
    [InlineData("3-1-A.-xABCD")]
    [InlineData("3-1-A.-xABC?E")]
    [InlineData("3-1-A.-xABCDEF")]
    [InlineData("3-1-A")]
    [InlineData("")]
    [InlineData("3-1-A.")]
    [InlineData("3-1-A.---------")]
    [InlineData("3-1-A.-i")]
    [InlineData("3-1-A.-i?")]
    [InlineData("3-1-A.-i??~~")]
    public void Whatever_a_shop_sends_as_an_id_credits_nobody(string id)
    {
        var code = AnswerCode.CodeOf(id);

        for (var item = 0u; item < 1024; item++)
        {
            AnswerCode.TeamOf(code, item).ShouldBe(Team.None);
        }

        (AnswerCode.ComparisonsOf(code).Compared, AnswerCode.ComparisonsOf(code).Tried).ShouldBe(((byte)0, null));
    }

    [Fact]
    public void An_answer_of_one_arm_that_nobody_compares_has_no_code() => AnswerCode.Write([null, null], []).ShouldBe("");
}

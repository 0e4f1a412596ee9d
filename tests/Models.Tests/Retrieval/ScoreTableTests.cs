using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Tests.Retrieval;

public sealed class ScoreTableTests
{
    [Theory]
    [InlineData(0f)]
    [InlineData(float.Epsilon)]
    [InlineData(1f)]
    public void A_row_is_listed_once_whatever_is_added(float score)
    {
        var table = new ScoreTable(130);
        for (var round = 0; round < 3; round++)
        {
            for (var row = table.Items - 1; row >= 0; row--)
            {
                table.Add(row, score);
                table.Add(row, score);
            }

            table.Touched.ToArray().ShouldBe(Enumerable.Range(0, table.Items).Reverse());
            table[0].ShouldBe(score + score);
            table.Clear();
            table.Touched.Length.ShouldBe(0);
            table[0].ShouldBe(0);
        }
    }

    [Fact]
    public void A_sum_that_returns_to_0_stays_listed()
    {
        var table = new ScoreTable(2);

        table.Add(1, 0.5f);
        table.Add(1, -0.5f);
        table.Add(1, 0);
        table.Add(0, 0);

        table.Touched.ToArray().ShouldBe([1, 0]);
    }
}

using System.Text;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Statistics;
using StreamReco.StreamHost.Cluster.Messages;
using StreamReco.StreamHost.Cluster.Partitions;

namespace StreamReco.StreamHost.Tests.Cluster.Partitions;

/// <summary>Bytes that nodes of other versions read: a change here breaks a rolling restart.</summary>
public sealed class ExperimentMessageTests
{
    private static readonly NodeMessageTable _table = new([.. PartitionMessageTable.Messages]);

    [Theory]
    [InlineData(null, """{"partition":2}""")]
    [InlineData("varied", """{"partition":2,"experiment":"varied"}""")]
    public void A_question_keeps_its_bytes(string? experiment, string bytes)
    {
        var kind = _table.Of(new ExperimentQuery(2, experiment));

        kind.Manifest.ShouldBe("experiment-query-1");
        Encoding.UTF8.GetString(kind.Write(new ExperimentQuery(2, experiment))).ShouldBe(bytes);
        kind.Read(Encoding.UTF8.GetBytes(bytes)).ShouldBe(new ExperimentQuery(2, experiment));
    }

    [Fact]
    public void A_reply_keeps_its_bytes_and_its_sums_to_the_last_digit()
    {
        const string Bytes =
            """{"definitions":["{}"],"tallies":[{"experiment":"varied","arm":1,"version":2,"is_known":true,"counts":[9,8,7,6,5],"all":[[1,9223372036854775807,1,0,85070591730234615847396907784232501249,1,0,9223372036854775807,0,0]],"of_matured":[[0,0,0,0,0,0,0,0,0,0]]}],"watermark_ms":7,"is_full":false,"unmatched":3}""";
        var tally = new ArmTally("varied", 1, 2, IsKnown: true)
        {
            Assigned = 9,
            Served = 8,
            Exposed = 7,
            Matured = 6,
            Implicit = 5,
            All = [UnitSums.Of(new UnitTotals(long.MaxValue, 1, 0))],
            OfMatured = [default],
        };
        var reply = new ExperimentReply(["{}"], [TallyMessage.Of(tally)], 7, false, 3, null);
        var kind = _table.Of(reply);

        kind.Manifest.ShouldBe("experiment-reply-1");
        Encoding.UTF8.GetString(kind.Write(reply)).ShouldBe(Bytes);
        var read = ((ExperimentReply)kind.Read(Encoding.UTF8.GetBytes(Bytes))).Tallies.ShouldHaveSingleItem().ToTally();
        (read.Assigned, read.Served, read.Exposed, read.Matured, read.Implicit, read.IsKnown).ShouldBe((9, 8, 7, 6, 5, true));
        (read.All[0], read.OfMatured[0]).ShouldBe((tally.All[0], tally.OfMatured[0]));
    }
}

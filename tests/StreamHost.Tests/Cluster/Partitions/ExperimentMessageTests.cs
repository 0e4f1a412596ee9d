using System.Text;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Statistics;
using StreamReco.Stages.Batches;
using StreamReco.StreamHost.Cluster.Messages;
using StreamReco.StreamHost.Cluster.Partitions;

namespace StreamReco.StreamHost.Tests.Cluster.Partitions;

/// <summary>Bytes that nodes of other versions read: a change here breaks a rolling restart.</summary>
public sealed class ExperimentMessageTests
{
    private static readonly NodeMessageTable _table = new([.. PartitionMessageTable.Messages]);

    [Theory]
    [InlineData(null, null, """{"partition":2}""")]
    [InlineData("varied", null, """{"partition":2,"experiment":"varied"}""")]
    [InlineData("varied", true, """{"partition":2,"experiment":"varied","with_days":true}""")]
    public void A_question_keeps_its_bytes(string? experiment, bool? withDays, string bytes)
    {
        var query = new ExperimentQuery(2, experiment, withDays);
        var kind = _table.Of(query);

        kind.Manifest.ShouldBe("experiment-query-1");
        Encoding.UTF8.GetString(kind.Write(query)).ShouldBe(bytes);
        kind.Read(Encoding.UTF8.GetBytes(bytes)).ShouldBe(query);
    }

    [Fact]
    public void A_reply_keeps_its_bytes_and_its_sums_to_the_last_digit()
    {
        const string Bytes =
            """{"definitions":["{}"],"tallies":[{"experiment":"varied","arm":1,"version":2,"is_known":true,"counts":[9,8,7,6,5,4,3],"all":[[1,9223372036854775807,1,0,85070591730234615847396907784232501249,1,0,9223372036854775807,0,0]],"of_matured":[[0,0,0,0,0,0,0,0,0,0]]}],"watermark_ms":7,"is_full":false,"unmatched":3,"days":[{"arm":1,"version":2,"is_known":true,"part":20000,"moments":[1,2,1,0,4,1,0,2,0,0]}],"next_offset":11}""";
        var tally = new ArmTally("varied", 1, 2, IsKnown: true)
        {
            Assigned = 9,
            Served = 8,
            Exposed = 7,
            Matured = 6,
            Implicit = 5,
            Clicked = 4,
            Bought = 3,
            All = [UnitSums.Of(new UnitTotals(long.MaxValue, 1, 0))],
            OfMatured = [default],
        };
        var day = new PartTally(1, 2, IsKnown: true, 20_000, UnitSums.Of(new UnitTotals(2, 1, 0)));
        var reply = new ExperimentReply(["{}"], [TallyMessage.Of(tally)], 7, false, 3, null, [PartMessage.Of(day)], NextOffset: 11);
        var kind = _table.Of(reply);

        kind.Manifest.ShouldBe("experiment-reply-1");
        Encoding.UTF8.GetString(kind.Write(reply)).ShouldBe(Bytes);
        var whole = (ExperimentReply)kind.Read(Encoding.UTF8.GetBytes(Bytes));
        var read = whole.Tallies.ShouldHaveSingleItem().ToTally();
        whole.Days!.ShouldHaveSingleItem().ToTally().ShouldBe(day);
        (read.Clicked, read.Bought, whole.NextOffset).ShouldBe((4, 3, 11));
        (read.Assigned, read.Served, read.Exposed, read.Matured, read.Implicit, read.IsKnown).ShouldBe((9, 8, 7, 6, 5, true));
        (read.All[0], read.OfMatured[0]).ShouldBe((tally.All[0], tally.OfMatured[0]));
    }

    [Fact]
    public void A_history_tells_the_searching_node_both_arms_that_make_its_list()
    {
        byte[] salt = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
        var plain = new ServedArm("taste", "plain", 1, new ArmSettings { SearchPersonal = false, SearchRanker = false }) { Place = 1 };
        var own = new ServedArm("taste", "interleaved", 1, null) { Others = new OtherArms(0, [plain], salt, AreInterleaved: true) };
        var kind = _table.Of(new HistoryReply(IsKnown: true, [], [own]));

        var read = (HistoryReply)kind.Read(kind.Write(new HistoryReply(IsKnown: true, [], [own])));

        kind.Manifest.ShouldBe("history-reply-1");
        var arms = new ServedArms(read.Arms!);
        arms.Interleaved.ShouldNotBeNull().Arms.Arms.ShouldHaveSingleItem().ShouldBe(plain);
        (arms.Settings, arms.Arms[0].Others!.Place).ShouldBe((null, 0));
        arms.Arms[0].Others!.Salt.ToArray().ShouldBe(salt);
    }

    [Fact]
    public void A_reply_of_a_node_of_an_earlier_version_is_read_without_its_later_fields()
    {
        const string Bytes =
            """{"definitions":[],"tallies":[{"experiment":"varied","arm":1,"version":2,"is_known":true,"counts":[9,8,7,6,5],"all":[],"of_matured":[]}],"watermark_ms":7,"is_full":false,"unmatched":3}""";

        var reply = (ExperimentReply)_table.Of(new ExperimentReply([], [], 0, false, 0, null)).Read(Encoding.UTF8.GetBytes(Bytes));

        var tally = reply.Tallies.ShouldHaveSingleItem().ToTally();
        (tally.Implicit, tally.Clicked, tally.Bought, reply.Days, reply.NextOffset).ShouldBe((5, 0, 0, null, null));
    }
}

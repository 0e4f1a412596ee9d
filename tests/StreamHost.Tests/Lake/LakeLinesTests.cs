using StreamReco.StreamHost.Lake;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Lake;

public sealed class LakeLinesTests
{
    [Fact]
    public void A_partition_that_the_lake_has_nothing_of_begins_and_another_goes_on_at_its_offset()
    {
        var log = new RecordedLog<LakeRun>();

        LakeLines.Opened(log, "clicks.verdicts", 3, next: null);
        LakeLines.Opened(log, "clicks.verdicts", 3, next: 17);

        log.All.ShouldBe(
        [
            "lake: clicks.verdicts 3 begins with its oldest record, the lake has none of it yet",
            "lake: clicks.verdicts 3 goes on at offset 17",
        ]);
    }
}

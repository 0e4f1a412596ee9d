using System.Text;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Messages;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Tests.Cluster.Control;

public sealed class ControlMessageTests
{
    private static readonly DateTimeOffset _at = new(2026, 11, 29, 1, 2, 3, 4, TimeSpan.Zero);
    private static readonly Dictionary<string, string> _arguments = new() { ["version"] = "v2" };
    private static readonly NodeMessageTable _table = new([.. PartitionMessageTable.Messages, .. ControlMessageTable.Messages]);

    /// <summary>Bytes of the journal: kept for good, so what one version wrote every later one reads.</summary>
    public static TheoryData<object, string, string> Golden => new()
    {
        {
            new RequestMade("r1", "activate-model", _arguments, "ann", _at), "control-requested-1",
            """{"id":"r1","kind":"activate-model","arguments":{"version":"v2"},"by":"ann","at":"2026-11-29T01:02:03.004+00:00"}"""
        },
        {
            new StepDone("r1", "partition 3", "17", _at), "control-step-done-1",
            """{"id":"r1","step":"partition 3","result":"17","at":"2026-11-29T01:02:03.004+00:00"}"""
        },
        { new RequestCompleted("r1", _at), "control-completed-1", """{"id":"r1","at":"2026-11-29T01:02:03.004+00:00"}""" },
        {
            new RequestFailed("r1", "no broker", _at), "control-failed-1",
            """{"id":"r1","why":"no broker","at":"2026-11-29T01:02:03.004+00:00"}"""
        },
        {
            new ControlState([new ControlRequest("r1", "work", _arguments, "ann", _at, [new RequestStep("a", "17", _at)], _at, "why")]),
            "control-state-1",
            """{"requests":[{"id":"r1","kind":"work","arguments":{"version":"v2"},"by":"ann","at":"2026-11-29T01:02:03.004+00:00","steps":[{"step":"a","result":"17","at":"2026-11-29T01:02:03.004+00:00"}],"ended_at":"2026-11-29T01:02:03.004+00:00","why":"why"}]}"""
        },
        {
            new SubmitRequest("r1", "erase-user", _arguments, "ann", "user 1"), "control-submit-1",
            """{"id":"r1","kind":"erase-user","arguments":{"version":"v2"},"by":"ann","secret":"user 1"}"""
        },
        { new EndRequest("r1", null), "control-end-1", """{"id":"r1"}""" },
        { new ControlBusy("it moves"), "control-busy-1", """{"why":"it moves"}""" },
        { new ControlRefused("no"), "control-refused-1", """{"why":"no"}""" },
        {
            new RequestStatus(new ControlRequest("r1", "work", _arguments, "ann", _at, [], null, null)), "control-standing-1",
            """{"request":{"id":"r1","kind":"work","arguments":{"version":"v2"},"by":"ann","at":"2026-11-29T01:02:03.004+00:00","steps":[]}}"""
        },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void The_bytes_are_those_of_every_version(object message, string manifest, string bytes)
    {
        var kind = _table.Of(message);

        kind.Manifest.ShouldBe(manifest);
        Encoding.UTF8.GetString(kind.Write(message)).ShouldBe(bytes);
        Encoding.UTF8.GetString(kind.Write(_table.Read(Encoding.UTF8.GetBytes(bytes), manifest))).ShouldBe(bytes);
    }

    /// <summary>The journal finds a group's events by these for good.</summary>
    [Fact]
    public void The_names_in_the_journal_stay_as_they_are()
    {
        ControlPlaneSetup.PersistenceIdOf("streamreco").ShouldBe("streamreco-streamreco-control");
        ControlJournal.TagOf("streamreco").ShouldBe("control-43f0573c41969b1d");
    }
}

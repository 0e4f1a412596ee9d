using System.Text;
using StreamReco.StreamHost.Cluster.Joining;
using StreamReco.StreamHost.Cluster.Messages;

namespace StreamReco.StreamHost.Tests.Cluster;

public sealed class NodeMessageTests
{
    private static readonly NodeMessageTable _table = new(Counted.Message, CountedAt.Message);

    /// <summary>Bytes that other versions of the program read and write: a change here breaks a rolling restart.</summary>
    public static TheoryData<object, string, string> Golden => new()
    {
        { new QueryMembership(), "ask-standing-1", "{}" },
        { new MembershipStatus(true, -7), "standing-1", """{"is_member":true,"uid":-7}""" },
        { new CountedAt("h:1"), "counted-at-1", """{"address":"h:1"}""" },
        { new Counted(258), "counted-1", "\u0002\u0001\0\0" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void The_bytes_are_those_of_every_version(object message, string manifest, string bytes)
    {
        var kind = _table.Of(message);

        kind.Manifest.ShouldBe(manifest);
        Encoding.UTF8.GetString(kind.Write(message)).ShouldBe(bytes);
        _table.Read(Encoding.UTF8.GetBytes(bytes), manifest).ShouldBe(message);
    }

    [Fact]
    public void An_earlier_version_is_read_and_a_field_of_a_later_program_passed_over()
    {
        var table = new NodeMessageTable(NodeMessage.Json<CountedAt>("place", 2) with
        {
            Earlier = new Dictionary<int, Func<byte[], object>> { [1] = bytes => new CountedAt(Encoding.UTF8.GetString(bytes)) },
        });

        table.Read("h:1"u8.ToArray(), "place-1").ShouldBe(new CountedAt("h:1"));
        table.Read("""{"address":"h:2","more":1}"""u8.ToArray(), "place-2").ShouldBe(new CountedAt("h:2"));
    }

    [Fact]
    public void What_nobody_registered_is_refused_on_both_sides()
    {
        Should.Throw<ArgumentException>(() => _table.Of("text")).Message.ShouldStartWith("System.String is no registered message");
        Should.Throw<InvalidDataException>(() => _table.Read([], "counted-2")).Message
            .ShouldStartWith("A node sent 'counted-2', which this version of the program does not know");
    }

    [Fact]
    public void Two_messages_of_one_name_are_refused() =>
        Should.Throw<ArgumentException>(() => new NodeMessageTable(NodeMessage.Json<Counted>("x", 1), NodeMessage.Json<CountedAt>("x", 1)));

    [Fact]
    public async Task Akka_takes_these_bytes_for_a_registered_message()
    {
        await using var scene = new ClusterScene();
        var serialization = scene.Make().ActorSystem.Serialization;
        var message = new CountedAt("h:1");

        var serializer = serialization.FindSerializerFor(message).ShouldBeOfType<NodeMessageSerializer>();

        serializer.Identifier.ShouldBe(5201);
        serialization.Deserialize(serializer.ToBinary(message), serializer.Identifier, serializer.Manifest(message)).ShouldBe(message);
    }
}

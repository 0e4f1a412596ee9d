using Akka.Actor;
using static StreamReco.StreamHost.Tests.Cluster.ClusterScene;

namespace StreamReco.StreamHost.Tests.Cluster;

public sealed class LargeMessageTests
{
    [Fact]
    public async Task A_reply_of_a_megabyte_comes_over_from_another_node()
    {
        await using var scene = new ClusterScene();
        var (asks, answers) = (await scene.StartAsync(), await scene.StartAsync());
        answers.ActorSystem.ActorOf(Props.Create(() => new Echo()), "echo");
        var message = new CountedAt(new string('x', 1_000_000));

        var reply = await asks.ActorSystem.ActorSelection($"{answers.Address}/user/echo").Ask<CountedAt>(message, Patience);

        reply.ShouldBe(message);
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}

using System.Text;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Kafka;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>Where a user's state is: in a shard of this node, at another node, or nowhere to be reached.</summary>
/// <param name="StateId">The id in the state: a pseudonym where those are on.</param>
/// <param name="Partition">The user's partition; null when unknown.</param>
/// <param name="Shard">The shard, where this node holds it.</param>
/// <param name="Owner">The other node that holds it.</param>
internal sealed record UserPlace(string StateId, int? Partition, OpenShard? Shard, NodeEntry? Owner)
{
    /// <summary>Why nobody can be asked.</summary>
    public string Nobody => Partition is { } partition
        ? $"history: partition {partition}, which has the user, is at no node that can be asked"
        : "history: the user's partition is not known";
}

/// <summary>Finds users.</summary>
internal sealed class UserPlaces(NodeContext context)
{
    private readonly Pseudonymizer? _pseudonyms = Pseudonymizer.Open(context.Options.Pipeline.Privacy);

    /// <param name="userId">The id in clear.</param>
    /// <param name="isForwarded">Whether another node asks: then only this node's shards count.</param>
    /// <param name="fresh">Whether what is known of the other nodes may be wrong.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<UserPlace> FindAsync(string userId, bool isForwarded, bool fresh, CancellationToken cancel)
    {
        var node = context.RequireNode();
        var kafka = context.Options.Kafka;
        var stateId = _pseudonyms?.Of(userId) ?? userId;
        var partitions = context.Lag!.Partitions;
        var partition = partitions == 0 ? null
            : KeyPartitioner.PartitionOf(Encoding.UTF8.GetBytes(userId), partitions, kafka);
        var shard = node.OpenShards.FirstOrDefault(open => open.Shard.Partition == partition);
        if (shard is not null || isForwarded || partition is null)
        {
            return new UserPlace(stateId, partition, shard, null);
        }

        var view = await context.Directory!.ViewAsync(fresh, cancel);
        var owner = view.OwnerOf(node.ShardTopic, partition.Value);
        return new UserPlace(stateId, partition, null, owner?.Name == node.Name ? null : owner);
    }
}

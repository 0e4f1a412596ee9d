using Confluent.Kafka;
using StreamReco.StreamHost.Hosting;

namespace StreamReco.StreamHost.Kafka;

/// <summary>
/// Whether this node takes part in its group. An operator drains it: it leaves the group, its shards commit, store
/// their state and go to others, and it holds none until it is told to take part again. Asked from any thread, done by
/// the consumer's.
/// </summary>
/// <param name="consumer">The member.</param>
/// <param name="topic">What it subscribes to.</param>
internal sealed class GroupMembership(IConsumer<byte[]?, byte[]?> consumer, string topic)
{
    private volatile bool _wantsAway;
    private volatile bool _isGiven;
    private bool _isAway = true;

    /// <summary>The group has given this node its partitions since it joined; there may be none.</summary>
    public bool IsGiven => _isGiven;

    /// <summary>Leaves the group when the consumer's thread comes by.</summary>
    public void Drain() => _wantsAway = true;

    /// <summary>Joins the group again.</summary>
    public void Resume() => _wantsAway = false;

    /// <summary>The group's assignment has come.</summary>
    public void MarkGiven() => _isGiven = true;

    /// <summary>Where a node with these partitions stands.</summary>
    public NodePhase PhaseOf(IReadOnlyCollection<PartitionFeed> feeds) =>
        _wantsAway ? (feeds.Count > 0 ? NodePhase.Draining : NodePhase.Drained)
        : !_isGiven ? NodePhase.Joining
        : feeds.All(feed => feed.Phase == FeedPhase.Live) ? NodePhase.Running : NodePhase.Recovering;

    /// <summary>Does what was asked for; on the consumer's thread. Leaving calls the revoke handler during the next polls.</summary>
    public void Turn()
    {
        if (_wantsAway == _isAway)
        {
            return;
        }

        if (!_isAway)
        {
            consumer.Unsubscribe();
        }
        else
        {
            consumer.Subscribe(topic);
        }

        _isAway = !_isAway;
        _isGiven = false;
    }
}

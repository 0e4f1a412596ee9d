using System.Text;
using StreamReco.Models.Events;
using StreamReco.Models.Identity;
using StreamReco.Models.Items;
using StreamReco.Models.Users;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>
/// Links the ids of a person, and moves what was done under an anonymous id to the user. Part of the fold: which records a partition
/// acts on, and which it writes for another one, follows from its log alone. Where nothing was ever linked it does nothing.
/// </summary>
/// <remarks>
/// A user's state and that of an anonymous id lie in two partitions, as a rule, so that each link is three records: an event with both
/// ids in the user's partition; a <see cref="LinkRecord"/> in the anonymous id's; a <see cref="MergeRecord"/> with the history in the
/// user's. Each is written in the transaction that commits the one before. Every one may come twice (delivery at least once, two
/// groups over one topic) and does nothing the second time.
/// </remarks>
/// <param name="shard">The shard.</param>
/// <param name="state">Its state.</param>
/// <param name="users">Its users.</param>
internal sealed class IdentityStage(ShardId shard, ShardState state, UserTable users)
{
    private string? _refused;

    private ShardIdentity Known => state.Identity ??= new ShardIdentity();

    /// <summary>From this record on a policy holds; the same again changes nothing. One that cannot be read is refused.</summary>
    public void Change(in LogRecord record) => _refused = PolicyRecord.Take(state, record, IdentityPolicy.Read, Take);

    /// <summary>An event of a user names the id under which they were known before: a record goes to its partition, once.</summary>
    /// <returns>What is written; null for nothing.</returns>
    public OutboundRecord? See(in LogRecord record, ClickEvent click)
    {
        if (state.Identity is not { Policy.IsOn: true } known || click.AnonymousId.IsEmpty)
        {
            return null;
        }

        var ids = users.Find(click.UserId)?.Identity;
        if (ids?.Find(click.AnonymousId) is { State: not LinkState.Moved })
        {
            return null;
        }

        if (ids?.Ids.Count >= UserIdentity.IdsMax && ids.Find(click.AnonymousId) is null)
        {
            known.CountRefused(LinkRefusal.Full);
            return null;
        }

        var user = users.GetForChange(click.UserId);
        var anonymous = click.AnonymousId.ToString();
        var (partition, offset) = user.Link().Find(anonymous) is { } before ? (before.Partition, before.Offset) : (-1, -1L);
        user.Link().Put(new LinkedId(anonymous, LinkState.Asked, partition, offset));
        var link = new LinkRecord(LinkStep.Link, anonymous, user.UserId, shard.Partition, IsByOperator: false);
        return Told(link, record, Encoding.UTF8.GetBytes(click.AnonymousKey.ToString()), partition: null);
    }

    /// <summary>Whether a link of an id may be made, and why not.</summary>
    public LinkRefusal? Refusal(LinkRecord link)
    {
        var user = users.Find(link.Anonymous);
        return user?.Bot?.IsHeld == true ? LinkRefusal.Held
            : user?.Identity is not { } identity ? null
            : identity.Ids.Count > 0 ? LinkRefusal.Known
            : link.IsByOperator ? null
            : identity.IsUnlinked ? LinkRefusal.Unlinked
            : IsShared(identity, link.User) ? LinkRefusal.Shared : null;
    }

    /// <summary>The link was not made. An id at which too many users signed in stands for itself from here on.</summary>
    public OutboundRecord? Refuse(in LogRecord record, LinkRecord link, LinkRefusal why)
    {
        Known.CountRefused(why);
        if (why != LinkRefusal.Shared || users.Find(link.Anonymous)?.Identity is not { IsShared: false } identity)
        {
            return null;
        }

        var (before, home) = (identity.PointsTo, identity.Home);
        users.GetForChange(link.Anonymous).Link().Share();
        return before is null ? null : Told(MergeOf(LinkState.Moved, link.Anonymous, before, record), record, home);
    }

    /// <summary>Links an id: its later clicks are the user's, and what was done under it moves, unless it has moved before.</summary>
    public void Link(in LogRecord record, LinkRecord link, Action<OutboundRecord> tell)
    {
        Known.CountLinked();
        var user = users.GetForChange(link.Anonymous);
        var (before, home) = (user.Identity?.PointsTo, user.Identity?.Home ?? -1);
        user.Link().PointTo(link.User, link.Home);
        var history = ReadOnlyMemory<byte>.Empty;
        if (user.Applied > 0)
        {
            user.DropVector(); // it is made anew from the history of both
            history = users.BytesOf(user);
            user.ForgetHistory();
        }

        if (before is not null && before != link.User)
        {
            tell(Told(MergeOf(LinkState.Moved, link.Anonymous, before, record), record, home));
        }

        tell(Told(MergeOf(LinkState.Current, link.Anonymous, link.User, record) with { History = history }, record, link.Home));
    }

    /// <summary>An operator ends a link, or the user is forgotten: the id stands for itself from here on.</summary>
    public OutboundRecord? Unlink(in LogRecord record, LinkRecord link)
    {
        var identity = users.Find(link.Anonymous)?.Identity;
        if (link.Step == LinkStep.Forget && identity?.Users.Contains(link.User, StringComparer.Ordinal) != true)
        {
            return null;
        }

        var (before, home) = (identity?.PointsTo, identity?.Home ?? -1);
        var user = users.GetForChange(link.Anonymous);
        if (link.Step == LinkStep.Unlink)
        {
            Known.CountUnlinked();
            user.Link().Unlink();
            return before is null ? null : Told(MergeOf(LinkState.Unlinked, link.Anonymous, before, record), record, home);
        }

        if (before == link.User)
        {
            Known.CountUnlinked();
        }

        user.Link().Forget(link.User);
        if (user.Identity!.IsEmpty && user.Applied == 0)
        {
            users.Erase(link.Anonymous);
        }

        return null;
    }

    /// <summary>Takes in what became of a link to a user of this partition, once.</summary>
    /// <param name="merge">What the anonymous id's partition says.</param>
    /// <param name="options">Bounds of a user's state.</param>
    /// <param name="items">The item space of the model that answers.</param>
    public void Take(MergeRecord merge, UserStateOptions options, ItemSpace items)
    {
        var known = users.Find(merge.User)?.Identity?.Find(merge.Anonymous);
        if (known is { } one && one.Partition == merge.From && one.Offset >= merge.Offset)
        {
            return;
        }

        var user = users.GetForChange(merge.User);
        user.Link().Put(new LinkedId(merge.Anonymous, merge.State, merge.From, merge.Offset));
        if (merge.State == LinkState.Current && !merge.History.IsEmpty)
        {
            var history = users.Read(merge.History.Span);
            Known.CountMerged(history.Applied);
            UserMerge.Merge(user, history, options, items);
        }
    }

    /// <summary>A user of this partition is linked to another one: what comes for the first is the other's.</summary>
    /// <returns>The forwarded record; null where it is to be taken here.</returns>
    public OutboundRecord? ForwardMerge(in LogRecord record, MergeRecord merge) =>
        merge.Hops < MergeRecord.HopsMax && users.Find(merge.User)?.Identity is { PointsTo: { } next } identity
            ? Told(merge with { User = next, Hops = merge.Hops + 1 }, record, identity.Home) : null;

    /// <summary>A merge that cannot be taken: nothing of the user is to be known under the anonymous id.</summary>
    public OutboundRecord Return(in LogRecord record, MergeRecord merge) => Told(
        new LinkRecord(LinkStep.Forget, merge.Anonymous, merge.User, -1, IsByOperator: false), record, Encoding.UTF8.GetBytes(merge.Anonymous), merge.From);

    /// <summary>A click of an id that is linked, as it is forwarded to the user's partition.</summary>
    /// <param name="record">The click.</param>
    /// <param name="userId">The id.</param>
    /// <param name="areForwarded">Whether the log's records name their origin already.</param>
    /// <returns>Null where the click is to be folded here.</returns>
    public OutboundRecord? Forward(in LogRecord record, ReadOnlySpan<char> userId, bool areForwarded)
    {
        if (state.Identity is null || record.IsForwardedTwice || users.Find(userId)?.Identity is not { PointsTo: { } next } identity)
        {
            return null;
        }

        var isSecond = record.Kind == LogRecordKind.Forwarded;
        var headers = new List<KeyValuePair<string, byte[]>>((record.Headers?.Count ?? 0) + 3);
        headers.AddRange((record.Headers ?? []).Where(header =>
            areForwarded || isSecond ? header.Key != ControlHeaders.Forwarded : !OriginHeaders.IsOne(header.Key)));
        headers.Add(KeyValuePair.Create(ControlHeaders.Forwarded, Encoding.UTF8.GetBytes(next)));
        if (isSecond)
        {
            headers.Add(KeyValuePair.Create(ControlHeaders.ForwardedTwice, Array.Empty<byte>()));
        }
        else if (!areForwarded)
        {
            OriginHeaders.Add(headers, new RecordOrigin(shard.Topic, shard.Partition, record.Offset), record.Key);
        }

        return new OutboundRecord(OutboundTopic.Log, record.Key, record.Value)
        {
            Forwarded = new ForwardedRecord(record.TimestampMs, headers, identity.Home),
        };
    }

    /// <summary>A user or an id is to be forgotten here: a record goes to each partition that it is linked to.</summary>
    public void Leave(in LogRecord record, string userId, Action<OutboundRecord> tell)
    {
        if (state.Identity is null || users.Find(userId)?.Identity is not { } identity)
        {
            return;
        }

        Known.CountUnlinked();
        foreach (var id in identity.Ids)
        {
            if (id.Partition >= 0)
            {
                tell(Told(
                    new LinkRecord(LinkStep.Forget, id.Id, userId, -1, IsByOperator: false), record, Encoding.UTF8.GetBytes(id.Id), id.Partition));
            }
        }

        if (identity.PointsTo is { } user)
        {
            tell(Told(MergeOf(LinkState.Moved, userId, user, record), record, identity.Home));
        }
    }

    /// <summary>How linking stands; null if no policy was ever in the log, and nothing was linked.</summary>
    public IdentityReport? Report()
    {
        if (state.Identity is not { } known)
        {
            return _refused is null ? null : new IdentityReport("", -1, false, 0, 0, 0, 0, 0, 0, Refusals(default), _refused);
        }

        return new IdentityReport(
            known.Offset < 0 ? "" : known.Policy.Version, known.Offset, known.Policy.IsOn, known.Policy.UsersPerDeviceMax, known.Linked,
            known.Merged, known.MergedEvents, known.Forwarded, known.Unlinked, Refusals(known.Refused), _refused);
    }

    private void Take(IdentityPolicy policy, long offset)
    {
        if (Known.Offset < 0 || Known.Policy.Version != policy.Version)
        {
            Known.Change(policy, offset);
        }
    }

    private bool IsShared(UserIdentity identity, string user) => identity.IsShared
        || (!identity.Users.Contains(user, StringComparer.Ordinal) && identity.Users.Count >= UsersMax);

    private int UsersMax => state.Identity is { Offset: >= 0 } known ? known.Policy.UsersPerDeviceMax : IdentityPolicy.UsersPerDeviceDefault;

    private MergeRecord MergeOf(LinkState step, string anonymous, string user, in LogRecord record) =>
        new(step, anonymous, user, shard.Partition, record.Offset, Hops: 0, History: default);

    private static OutboundRecord Told(LinkRecord link, in LogRecord because, byte[] key, int? partition) =>
        Told(ControlHeaders.Link, LinkRecord.NameOf(link.Step), key, link.ToBytes(), because, partition);

    private static OutboundRecord Told(MergeRecord merge, in LogRecord because, int home) =>
        Told(ControlHeaders.Merge, merge.Name, Encoding.UTF8.GetBytes(merge.User), merge.ToBytes(), because, home);

    private static OutboundRecord Told(string header, string word, byte[] key, byte[] value, in LogRecord because, int? partition) =>
        new(OutboundTopic.Log, key, value)
        {
            Forwarded = new ForwardedRecord(because.TimestampMs, [KeyValuePair.Create(header, Encoding.UTF8.GetBytes(word))], partition),
        };

    private static SortedDictionary<string, long> Refusals(ReadOnlySpan<long> counts)
    {
        var refusals = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var why = 0; why < counts.Length; why++)
        {
            if (counts[why] > 0)
            {
                refusals.Add(((LinkRefusal)why).ToString().ToLowerInvariant(), counts[why]);
            }
        }

        return refusals;
    }
}

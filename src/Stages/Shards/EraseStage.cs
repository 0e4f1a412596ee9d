using System.Text;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>
/// Forgets a user at an erasure in the log, and passes over clicks that were made before it and come, or are read,
/// later: repeats by a sender, and history that is folded again.
/// </summary>
public sealed class EraseStage
{
    private readonly Pseudonymizer? _hashes;
    private readonly Pseudonymizer? _pseudonyms;
    private readonly long _allowedLatenessMs;

    public EraseStage(PrivacyOptions privacy, WindowOptions windows)
    {
        _hashes = Pseudonymizer.OpenForErasures(privacy);
        _pseudonyms = Pseudonymizer.Open(privacy);
        _allowedLatenessMs = windows.AllowedLatenessMs;
    }

    /// <summary>The user that an erasure names; empty when it names nobody.</summary>
    public static string UserOf(in LogRecord record) => Encoding.UTF8.GetString(record.KeyBytes.Span);

    /// <summary>Forgets the user.</summary>
    /// <returns>Whether the shard knew it.</returns>
    public bool Erase(ShardState state, UserTable users, in LogRecord record)
    {
        var user = UserOf(record);
        state.Counters.CountErasure();
        if (_hashes is not null)
        {
            state.Erased.Prune(record.Offset, LateMs(state));
            state.Erased.Add(new ErasureMark(_hashes.Of(user), record.Offset, record.TimestampMs));
        }

        return Forget(state, users, user);
    }

    /// <summary>Takes a user out of what the shard holds, without a mark: later clicks from before are judged by other means.</summary>
    /// <returns>Whether the shard knew it.</returns>
    public static bool Forget(ShardState state, UserTable users, string user)
    {
        state.Pending.Remove(user);
        state.Searches.Erase(user);
        state.Bots?.Erase(user);
        return users.Erase(user);
    }

    /// <summary>The mark of an erasure of the user that still stands; null for none, or where there is no key.</summary>
    public ErasureMark? Find(ShardState state, string userId) => _hashes is null ? null : state.Erased.Find(_hashes.Of(userId));

    /// <summary>Whether the click was made before its user was erased.</summary>
    /// <param name="state">The shard.</param>
    /// <param name="userId">The click's user.</param>
    /// <param name="offset">Its offset.</param>
    /// <param name="eventMs">Its event time, Unix milliseconds.</param>
    /// <param name="isHistory">Whether the erasure stands behind it in the log.</param>
    public bool Covers(ShardState state, ReadOnlySpan<char> userId, long offset, long eventMs, out bool isHistory)
    {
        isHistory = false;
        if (_hashes is null || !state.Erased.MayCover(offset, LateMs(state))
            || !state.Erased.TryFind(_hashes.Of(userId), offset, LateMs(state), out var mark))
        {
            return false;
        }

        isHistory = offset < mark.Offset;
        return isHistory || eventMs <= mark.AtMs;
    }

    /// <summary>Whether a record that is no event, as far as its key tells, is of a user who is erased further on.</summary>
    public bool CoversKey(ShardState state, in LogRecord record)
    {
        if (_hashes is null || record.KeyBytes.IsNull || !state.Erased.MayCover(record.Offset, LateMs(state)))
        {
            return false;
        }

        var key = Encoding.UTF8.GetString(record.KeyBytes.Span);
        return Covers(state, _pseudonyms?.Of(key) ?? key, record.Offset, long.MaxValue, out _);
    }

    private long LateMs(ShardState state) =>
        state.LatestEventMs == long.MinValue ? long.MinValue : state.WatermarkMs - _allowedLatenessMs;
}

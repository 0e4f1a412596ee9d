using StreamReco.Models.Events;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;

namespace StreamReco.Stages.Retrieval;

/// <summary>
/// A user's history as sources are asked: items that the model knows, oldest first, and where the session begins. Reused;
/// for one thread.
/// </summary>
/// <param name="itemsMax">Items of a history.</param>
internal sealed class HistoryQuery(int itemsMax)
{
    private readonly int[] _rows = new int[itemsMax];
    private readonly long[] _timesMs = new long[itemsMax];
    private readonly EventType[] _types = new EventType[itemsMax];
    private ReadOnlyMemory<float> _userVector;
    private int _count;
    private int _sessionStart;
    private long _asOfMs;
    private ulong _sessionKey;

    public SessionQuery Query => new()
    {
        Rows = _rows.AsSpan(0, _count),
        TimesMs = _timesMs.AsSpan(0, _count),
        SessionStart = _sessionStart,
        AsOfMs = _asOfMs,
        SessionKey = _sessionKey,
        Types = _types.AsSpan(0, _count),
        UserVector = _userVector.Span,
    };

    /// <summary>The history of a request as the stack's sources are asked.</summary>
    public void Fill(RecommendationRequest request, TwoStageModel stack)
    {
        var isHistory = stack.Parts.Settings.Unit == SessionUnit.User;
        var key = LiveSession.KeyOf(request.UserId, request.SessionId, isHistory);
        var vector = isHistory ? request.Features.UserVector : default(ReadOnlyMemory<float>);
        Fill(request.Recent, isHistory ? null : request.SessionStartMs, request.AsOfMs, key, vector);
    }

    /// <param name="newestFirst">The history.</param>
    /// <param name="sessionStartMs">
    /// Event time of the session's first event, Unix milliseconds; null where history and session are one.
    /// </param>
    /// <param name="asOfMs">Event time of the question, Unix milliseconds.</param>
    /// <param name="sessionKey">The session by <see cref="LiveSession"/>: live sources know it as the asker's own.</param>
    /// <param name="userVector">The user's online vector where the history is the unit; empty where the session is.</param>
    public void Fill(
        ReadOnlySpan<RecentItem> newestFirst,
        long? sessionStartMs,
        long asOfMs,
        ulong sessionKey,
        ReadOnlyMemory<float> userVector = default)
    {
        _userVector = userVector;
        (_count, _sessionStart, _asOfMs, _sessionKey) = (0, 0, asOfMs, sessionKey);
        for (var i = newestFirst.Length - 1; i >= 0; i--)
        {
            ref readonly var item = ref newestFirst[i];
            if (item.Index >= 0)
            {
                Append(item.Index, item.TimeMs, item.Type);
                _sessionStart = item.TimeMs < sessionStartMs ? _count : _sessionStart;
            }
        }
    }

    /// <summary>Another item behind the newest.</summary>
    public void Append(int row, long timeMs, EventType type)
    {
        (_rows[_count], _types[_count]) = (row, type);
        _timesMs[_count++] = timeMs;
    }
}

namespace StreamReco.Models.Retrieval.Live;

/// <summary>The sessions kept, by number: a ring of which the oldest leaves first.</summary>
/// <param name="sessionsMax">How many can be kept.</param>
internal sealed class LiveRing(int sessionsMax)
{
    private readonly LiveSession?[] _sessions = new LiveSession?[sessionsMax];

    /// <summary>The number of the oldest session kept.</summary>
    public long Oldest { get; private set; }

    /// <summary>The number that the next session gets.</summary>
    public long Next { get; private set; }

    public int Count => (int)(Next - Oldest);

    public bool IsFull => Count == _sessions.Length;

    public LiveSession this[long number] => _sessions[number % _sessions.Length]!;

    public bool Holds(long number) => number >= Oldest && number < Next;

    /// <summary>Begins a session; there must be room.</summary>
    public LiveSession Begin(ulong key, ulong userKey)
    {
        ref var slot = ref _sessions[Next % _sessions.Length];
        slot ??= new LiveSession();
        slot.Begin(key, userKey, Next++);
        return slot;
    }

    /// <summary>Lets the oldest session go; its memory is used again.</summary>
    public void DropOldest() => Oldest++;

    /// <summary>Goes on, empty, from a number.</summary>
    public void StartAt(long number) => (Oldest, Next) = (number, number);
}

namespace StreamReco.Stages.Serving;

/// <summary>
/// Lets in one at a time: who has to come waits, who only may come goes in while nobody is inside and nobody waits. Thread-safe.
/// </summary>
public sealed class QuietGate
{
    private readonly Lock _lock = new();
    private int _waiting;

    /// <summary>Whether nobody is inside or waits; a moment later that may be otherwise.</summary>
    public bool IsQuiet
    {
        get
        {
            var isQuiet = TryEnter();
            if (isQuiet)
            {
                Exit();
            }

            return isQuiet;
        }
    }

    /// <summary>Goes in, behind whoever is inside.</summary>
    public void Enter()
    {
        Interlocked.Increment(ref _waiting);
        _lock.Enter();
        Interlocked.Decrement(ref _waiting);
    }

    /// <summary>Goes in where that needs no wait and makes nobody wait who has to come; never twice on one thread.</summary>
    public bool TryEnter() => Volatile.Read(ref _waiting) == 0 && !_lock.IsHeldByCurrentThread && _lock.TryEnter();

    /// <summary>Goes out.</summary>
    public void Exit() => _lock.Exit();
}

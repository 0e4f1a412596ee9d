namespace StreamReco.StreamHost.Search;

/// <summary>
/// The newest suggestions. The first are made for who asks first; later ones beside the requests, at most once a second, and who
/// asks meanwhile gets those of before. Thread-safe.
/// </summary>
/// <param name="version">Another value after each change of catalog and counts.</param>
/// <param name="make">Makes the suggestions of now.</param>
/// <param name="time">The clock.</param>
internal sealed class LatestSuggestions(
    Func<(long Generation, long Epoch)> version, Func<SearchSuggestions> make, TimeProvider time)
{
    private static readonly TimeSpan _last = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private volatile SearchSuggestions? _now;
    private (long Generation, long Epoch) _of;
    private long _at;
    private Task _making = Task.CompletedTask;

    /// <summary>The suggestions; those of before while newer ones are made.</summary>
    public SearchSuggestions Now()
    {
        lock (_gate)
        {
            if (_now is null)
            {
                (_of, _at) = (version(), time.GetTimestamp());
                _now = make();
            }
            else if (_making.IsCompleted && time.GetElapsedTime(_at) >= _last && version() is var newest && newest != _of)
            {
                (_of, _at) = (newest, time.GetTimestamp());
                _making = Task.Run(() => { _now = make(); });
            }

            return _now;
        }
    }
}

namespace StreamReco.Stages.Batches;

/// <summary>
/// What is made for a model and used for each of its answers. Arms of experiments alternate between a few models, and a change of model
/// leaves the one before behind: of more than can be in use, the one that was not asked for longest goes. Not thread-safe.
/// </summary>
/// <typeparam name="T">What is made.</typeparam>
/// <param name="make">Makes it.</param>
public sealed class ModelCache<T>(Func<ShardModel, T> make)
{
    /// <summary>The active model, the two that arms may name beside it, and the one before a change.</summary>
    private const int Max = 4;

    private readonly List<(ShardModel Model, T Made)> _held = new(Max);

    /// <summary>What is held.</summary>
    public IEnumerable<T> Held => _held.Select(held => held.Made);

    /// <summary>What was made for a model, or is made now.</summary>
    public T Of(ShardModel model)
    {
        for (var i = _held.Count - 1; i >= 0; i--)
        {
            if (ReferenceEquals(_held[i].Model, model))
            {
                var found = _held[i];
                if (i < _held.Count - 1)
                {
                    _held.RemoveAt(i);
                    _held.Add(found); // the one asked for last stands last
                }

                return found.Made;
            }
        }

        if (_held.Count == Max)
        {
            _held.RemoveAt(0);
        }

        _held.Add((model, make(model)));
        return _held[^1].Made;
    }
}

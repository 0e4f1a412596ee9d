namespace StreamReco.Models.Users;

/// <summary>
/// A user's strongest categories, each with an exponentially decayed weight: Σ wⱼ·2^(−(t−tⱼ)/h) for half-life h
/// (the decayed counters of Cormode, Shkapenyuk, Srivastava and Xu, "Forward Decay", 2009). At most
/// <see cref="Capacity"/>; the weakest at the newest event's time makes room.
/// </summary>
public sealed class InterestTags
{
    public const int Capacity = 8;

    private readonly List<InterestTag> _tags = [];

    /// <summary>The tags in the order in which they were first seen.</summary>
    public IReadOnlyList<InterestTag> Tags => _tags;

    /// <summary>Adds weight to a tag at an event time.</summary>
    public void Add(string tag, float weight, long timeMs, double halfLifeMs)
    {
        for (var i = 0; i < _tags.Count; i++)
        {
            if (string.Equals(_tags[i].Tag, tag, StringComparison.Ordinal))
            {
                var atMs = Math.Max(_tags[i].AtMs, timeMs);
                var grown = _tags[i].WeightAt(atMs, halfLifeMs) + new InterestTag(tag, weight, timeMs).WeightAt(atMs, halfLifeMs);
                _tags[i] = new InterestTag(_tags[i].Tag, grown, atMs);
                return;
            }
        }

        if (_tags.Count == Capacity)
        {
            _tags.RemoveAt(WeakestAt(timeMs, halfLifeMs));
        }

        _tags.Add(new InterestTag(tag, weight, timeMs));
    }

    /// <summary>
    /// Takes the tags of another id of the same person in: weights of a tag add after both have decayed to the later time; the
    /// strongest stay, and come first.
    /// </summary>
    internal void Unite(InterestTags other, double halfLifeMs)
    {
        var all = new Dictionary<string, InterestTag>(StringComparer.Ordinal);
        foreach (var tag in (IEnumerable<InterestTag>)[.. _tags, .. other._tags])
        {
            all[tag.Tag] = all.TryGetValue(tag.Tag, out var before) ? Sum(before, tag, halfLifeMs) : tag;
        }

        if (all.Count == 0)
        {
            return;
        }

        var atMs = all.Values.Max(tag => tag.AtMs);
        _tags.Clear();
        _tags.AddRange(all.Values.OrderByDescending(tag => tag.WeightAt(atMs, halfLifeMs)).ThenBy(tag => tag.Tag, StringComparer.Ordinal).Take(Capacity));
    }

    private static InterestTag Sum(in InterestTag one, in InterestTag other, double halfLifeMs)
    {
        var atMs = Math.Max(one.AtMs, other.AtMs);
        return new InterestTag(one.Tag, one.WeightAt(atMs, halfLifeMs) + other.WeightAt(atMs, halfLifeMs), atMs);
    }

    internal void Restore(in InterestTag tag) => _tags.Add(tag);

    internal void Clear() => _tags.Clear();

    private int WeakestAt(long timeMs, double halfLifeMs)
    {
        var weakest = 0;
        for (var i = 1; i < _tags.Count; i++)
        {
            if (_tags[i].WeightAt(timeMs, halfLifeMs) < _tags[weakest].WeightAt(timeMs, halfLifeMs))
            {
                weakest = i;
            }
        }

        return weakest;
    }
}

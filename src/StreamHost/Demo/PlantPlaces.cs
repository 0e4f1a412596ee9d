namespace StreamReco.StreamHost.Demo;

/// <summary>Where planted records stand in the clicks topic. Thread-safe: the broker confirms on a thread of its own.</summary>
internal sealed class PlantPlaces
{
    private readonly List<(Plant Plant, int Partition, long Offset)> _places = [];
    private readonly Lock _lock = new();

    /// <summary>Takes in a place.</summary>
    public void Add(Plant plant, int partition, long offset)
    {
        lock (_lock)
        {
            _places.Add((plant, partition, offset));
        }
    }

    /// <summary>Records that came on top of the shop's.</summary>
    public int Added
    {
        get
        {
            lock (_lock)
            {
                return _places.Count(place => place.Plant != Plant.WrongPrice);
            }
        }
    }

    /// <summary>Records of a kind.</summary>
    public int Count(Plant plant)
    {
        lock (_lock)
        {
            return _places.Count(place => place.Plant == plant);
        }
    }

    /// <summary>Records of a kind in a partition, up to an offset.</summary>
    public int Count(Plant plant, int partition, long offset)
    {
        lock (_lock)
        {
            return _places.Count(place => place.Plant == plant && place.Partition == partition && place.Offset <= offset);
        }
    }

    /// <summary>The partition of the first record of a kind; null where there is none.</summary>
    public int? PartitionOf(Plant plant)
    {
        lock (_lock)
        {
            return _places.Where(place => place.Plant == plant).Select(place => (int?)place.Partition).FirstOrDefault();
        }
    }
}

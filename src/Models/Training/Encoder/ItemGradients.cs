using System.Numerics.Tensors;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Training.Encoder;

/// <summary>Sums the gradients of a batch by item, in an order that does not depend on threads.</summary>
internal sealed class ItemGradients
{
    private readonly int[] _places;
    private readonly List<int> _items = [];
    private readonly Matrix _sums;

    public ItemGradients(int items, int dimensions)
    {
        _places = new int[items];
        _places.AsSpan().Fill(-1);
        _sums = new Matrix(dimensions);
    }

    /// <summary>Items touched by the last <see cref="Collect"/>.</summary>
    public IReadOnlyList<int> Items => _items;

    /// <summary>Gradient of the item at a place of <see cref="Items"/>.</summary>
    public Span<float> At(int place) => _sums.Row(place);

    public void Collect(IReadOnlyList<EncoderShard> shards, Negatives negatives, ParallelOptions parallel)
    {
        Forget();
        foreach (var item in negatives.Items)
        {
            Touch(item);
        }

        foreach (var shard in shards)
        {
            foreach (var row in shard.Sessions.Rows)
            {
                Touch(row);
            }

            foreach (var target in shard.Sessions.Targets)
            {
                Touch(target);
            }
        }

        _sums.Resize(_items.Count);
        SumNegatives(shards, negatives.Items.Length, parallel);
        _sums.Values[(negatives.Items.Length * _sums.Columns)..].Clear();
        foreach (var shard in shards)
        {
            Add(shard.Sessions.Rows, shard.InputGradients);
            Add(shard.Sessions.Targets, shard.TargetGradients);
        }
    }

    /// <summary>The negatives stand first, in the order of their columns.</summary>
    private void SumNegatives(IReadOnlyList<EncoderShard> shards, int columns, ParallelOptions parallel)
    {
        const int block = 256;
        Parallel.For(0, (columns + block - 1) / block, parallel, part =>
        {
            var from = part * block * _sums.Columns;
            var length = Math.Min(block, columns - (part * block)) * _sums.Columns;
            var sum = _sums.Values.Slice(from, length);
            shards[0].NegativeGradients.Values.Slice(from, length).CopyTo(sum);
            for (var shard = 1; shard < shards.Count; shard++)
            {
                TensorPrimitives.Add(sum, shards[shard].NegativeGradients.Values.Slice(from, length), sum);
            }
        });
    }

    private void Add(ReadOnlySpan<int> rows, Matrix gradients)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] >= 0)
            {
                var sum = _sums.Row(_places[rows[i]]);
                TensorPrimitives.Add(sum, gradients.Row(i), sum);
            }
        }
    }

    private void Touch(int item)
    {
        if (item >= 0 && _places[item] < 0)
        {
            _places[item] = _items.Count;
            _items.Add(item);
        }
    }

    private void Forget()
    {
        foreach (var item in _items)
        {
            _places[item] = -1;
        }

        _items.Clear();
    }
}

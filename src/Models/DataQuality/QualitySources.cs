using System.Text;
using StreamReco.Models.Binary;

namespace StreamReco.Models.DataQuality;

/// <summary>
/// Where records come from, in the order in which sources were first seen; what comes after <see cref="Max"/> - 1 of them is
/// counted together as <c>other</c>.
/// </summary>
internal sealed class QualitySources
{
    /// <summary>Most sources that are counted, <c>other</c> among them.</summary>
    public const int Max = 32;

    /// <summary>Longest name; what is longer is cut, bytes.</summary>
    private const int BytesMax = 64;

    private readonly List<byte[]> _names = [];
    private readonly bool[] _isRegular = new bool[Max];

    public int Count => _names.Count;

    /// <summary>The name of a source.</summary>
    public string this[int source] => Encoding.UTF8.GetString(_names[source]);

    /// <summary>The number of a source, which is added where it is new.</summary>
    /// <param name="name">Its name, UTF-8.</param>
    public int Of(ReadOnlySpan<byte> name)
    {
        name = name.Length > BytesMax ? name[..BytesMax] : name;
        for (var source = 0; source < _names.Count; source++)
        {
            if (_names[source].AsSpan().SequenceEqual(name))
            {
                return source;
            }
        }

        if (_names.Count < Max)
        {
            _names.Add(_names.Count < Max - 1 ? name.ToArray() : [.. "other"u8]);
        }

        return _names.Count - 1;
    }

    /// <summary>Whether a source once sent enough in one window to be missed.</summary>
    public bool IsRegular(int source) => _isRegular[source];

    public void MarkRegular(int source) => _isRegular[source] = true;

    public void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)_names.Count);
        for (var source = 0; source < _names.Count; source++)
        {
            writer.Unsigned((ulong)_names[source].Length);
            foreach (var one in _names[source])
            {
                writer.Byte(one);
            }

            writer.Byte(_isRegular[source] ? (byte)1 : (byte)0);
        }
    }

    public static QualitySources Read(ref StateReader reader)
    {
        var sources = new QualitySources();
        for (var left = reader.Count(Max); left > 0; left--)
        {
            sources._names.Add(reader.Bytes(reader.Count(BytesMax)).ToArray());
            sources._isRegular[sources._names.Count - 1] = reader.Byte() != 0;
        }

        return sources;
    }
}

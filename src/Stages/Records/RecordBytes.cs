using System.Runtime.InteropServices;

namespace StreamReco.Stages.Records;

/// <summary>
/// Key or value of a record: an array of its own, or a piece of a pinned buffer that is used again once its micro-batch is
/// done with. Who keeps such bytes for longer copies them.
/// </summary>
public readonly struct RecordBytes : IEquatable<RecordBytes>
{
    private readonly byte[]? _array;
    private readonly int _start;

    private RecordBytes(byte[]? array, int start, int length, bool isShared) =>
        (_array, _start, Length, IsShared) = (array, start, length, isShared);

    /// <summary>Whether there are no bytes at all: a tombstone, or a record without a key.</summary>
    public bool IsNull => _array is null;

    public int Length { get; }

    /// <summary>Whether the bytes lie in a buffer that is used again; that buffer never moves in memory.</summary>
    public bool IsShared { get; }

    public ReadOnlySpan<byte> Span => _array.AsSpan(_start, Length);

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(_start, Length);

    /// <summary>An array that nobody changes any more; null for no bytes.</summary>
    public static RecordBytes Of(byte[]? array) => new(array, 0, array?.Length ?? 0, isShared: false);

    /// <summary>The bytes as an array that stays as it is: a copy of what is shared.</summary>
    public byte[]? ToArray() => IsShared ? Span.ToArray() : _array;

    /// <summary>The address of bytes that are shared.</summary>
    /// <exception cref="InvalidOperationException">They are not: the garbage collector may move them.</exception>
    public nint Address => IsShared
        ? Marshal.UnsafeAddrOfPinnedArrayElement(_array!, _start)
        : throw new InvalidOperationException("Bytes in an array of their own have no fixed address.");

    /// <summary>The buffer that the bytes lie in.</summary>
    /// <exception cref="InvalidOperationException">They are not shared.</exception>
    public byte[] Shared => IsShared ? _array! : throw new InvalidOperationException("Bytes in an array of their own lie in no buffer.");

    public static bool operator ==(RecordBytes left, RecordBytes right) => left.Equals(right);

    public static bool operator !=(RecordBytes left, RecordBytes right) => !left.Equals(right);

    /// <summary>Whether both are the same place in memory, as arrays compare.</summary>
    public bool Equals(RecordBytes other) =>
        ReferenceEquals(_array, other._array) && _start == other._start && Length == other.Length;

    public override bool Equals(object? obj) => obj is RecordBytes other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_array, _start, Length);

    public override string ToString() => IsNull ? "none" : $"{Length} bytes";

    /// <summary>A piece of a pinned buffer.</summary>
    internal static RecordBytes In(byte[] pinned, int start, int length) => new(pinned, start, length, isShared: true);
}

using System.Text;

namespace StreamReco.Models.Simulation;

/// <summary>Breaks good events in the ways in which real ones are broken.</summary>
internal static class Spoiler
{
    /// <summary>The kinds of broken content, in the order in which they take turns.</summary>
    public static readonly SimulatedKind[] Kinds =
    [
        SimulatedKind.BrokenJson, SimulatedKind.MissingField, SimulatedKind.WrongType, SimulatedKind.BadUtf8,
        SimulatedKind.FutureTimestamp, SimulatedKind.AncientTimestamp,
    ];

    /// <summary>The event time that the spoiled event carries, Unix milliseconds.</summary>
    public static long TimeOf(SimulatedKind kind, long timeMs) => kind switch
    {
        SimulatedKind.FutureTimestamp => timeMs + 3 * 86_400_000L,
        SimulatedKind.AncientTimestamp => timeMs / 1_000_000,
        _ => timeMs,
    };

    /// <summary>The payload with its content broken; times are broken before, by <see cref="TimeOf"/>.</summary>
    public static byte[] Spoil(SimulatedKind kind, byte[] payload) => kind switch
    {
        SimulatedKind.BrokenJson => payload[..(payload.Length * 2 / 3)],
        SimulatedKind.MissingField => Replace(
            Replace(payload, "\"user_id\":", "\"user__\":"u8), "\"session_id\":", "\"session__\":"u8),
        SimulatedKind.WrongType => Replace(payload, "\"event_type\":", "\"event_type\":[1],\"was\":"u8),
        SimulatedKind.BadUtf8 => Replace(payload, "\"user_id\":\"", [.. "\"user_id\":\""u8, 0xC3, 0x28, 0xFF]),
        _ => payload,
    };

    private static byte[] Replace(byte[] payload, string what, ReadOnlySpan<byte> with)
    {
        var bytes = Encoding.UTF8.GetBytes(what);
        var at = payload.AsSpan().IndexOf(bytes);
        return at < 0 ? payload : [.. payload.AsSpan(0, at), .. with, .. payload.AsSpan(at + bytes.Length)];
    }
}

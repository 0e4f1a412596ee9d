using StreamReco.Models.Decoding;

namespace StreamReco.Stages.Ports;

/// <summary>A record that its topic never takes.</summary>
/// <param name="Index">Its place in the commit that was refused.</param>
/// <param name="Type">The class of the failure.</param>
/// <param name="Reason">One sentence for people, which names the topic.</param>
public sealed record RefusedRecord(int Index, FailureType Type, string Reason);

using StreamReco.StreamHost.Cluster.Messages;

namespace StreamReco.StreamHost.Cluster.Control;

/// <summary>What the control plane sends between nodes and writes into the journal. A name is never given to another message.</summary>
internal static class ControlMessageTable
{
    public static IReadOnlyList<NodeMessage> Messages { get; } =
    [
        NodeMessage.Json<SubmitRequest>("control-submit", 1),
        NodeMessage.Json<EndRequest>("control-end", 1),
        NodeMessage.Json<RequestStatus>("control-standing", 1),
        NodeMessage.Json<ControlBusy>("control-busy", 1),
        NodeMessage.Json<ControlRefused>("control-refused", 1),
        NodeMessage.Json<RequestMade>("control-requested", 1),
        NodeMessage.Json<StepDone>("control-step-done", 1),
        NodeMessage.Json<RequestCompleted>("control-completed", 1),
        NodeMessage.Json<RequestFailed>("control-failed", 1),
        NodeMessage.Json<ControlState>("control-state", 1),
    ];
}

namespace StreamReco.Models.Encoder;

/// <summary>The architecture of a session encoder.</summary>
public enum EncoderForm
{
    /// <summary>Self-attention that weighs the items' own vectors.</summary>
    Attention = 0,

    /// <summary>Learned weights by place, and two linear maps.</summary>
    Average = 1,
}

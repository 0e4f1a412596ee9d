namespace StreamReco.Models.Training;

/// <summary>What <see cref="IalsTrainer"/> learns.</summary>
/// <param name="Rows">Row-major R×D: the factors of the rows, solved against the final <paramref
/// name="Columns"/>.</param>
/// <param name="Columns">Row-major C×D.</param>
/// <param name="Prior">Packed (α₀·YᵀY + λI)⁻¹ of the final columns Y.</param>
/// <param name="Loss">The final loss.</param>
internal sealed record IalsFactors(float[] Rows, float[] Columns, float[] Prior, double Loss);

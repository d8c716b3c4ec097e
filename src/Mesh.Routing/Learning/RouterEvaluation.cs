namespace Mesh.Routing.Learning;

/// <summary>
/// How a learned router did on prompts that none of its parts had seen, by the cross-validation of its training. It travels inside
/// the artefact.
/// </summary>
/// <param name="Outcomes">Prompts it was trained on.</param>
/// <param name="Folds">Folds of the cross-validation.</param>
/// <param name="Seed">Seed of the training.</param>
/// <param name="Chosen">Mean quality where each prompt goes to the model that is predicted best.</param>
/// <param name="BestSingle">Mean quality of the model that is best on the whole.</param>
/// <param name="Hindsight">Mean quality where each prompt goes to the model that was best.</param>
/// <param name="Models">Of each model, in the router's order.</param>
public sealed record RouterEvaluation(int Outcomes, int Folds, int Seed, double Chosen, double BestSingle, double Hindsight, IReadOnlyList<ModelEvaluation> Models);

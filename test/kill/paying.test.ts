// Placing, opening, paying and activating, with the shop killed around every write: see paying-scenarios.ts.

import { killedWhere } from './aim.ts'
import { payingScenarios } from './paying-scenarios.ts'

killedWhere(payingScenarios)

// Refunds that the shop plans by itself, with the shop killed around every write: see refund-scenarios.ts.

import { killedWhere } from './aim.ts'
import { refundScenarios } from './refund-scenarios.ts'

killedWhere(refundScenarios)
